/** Sources that find a resource as a file of its own, which it is in a folder of classes, and is not in a jar. */

/** `ResourceUtils.getFile`, `resource.getFile()`, and the address of a resource made into a path. */
export const onlyInFolders =
  /\bResourceUtils\b|\.getFile\(\)|\bgetResources?\([^;]*?\)+\s*(?:!!)?\s*\??\.\s*(?:toURI|getPath|toPath|getFile|path|file|toFile)\b|\bPaths?\.(?:get|of)\([^;]*getResource|\bFile\([^;]*\bgetResource|\bgetSystemResource\(|"file:\.?\/?(?:src|target|build)\b|\bresource\.file\b/;
