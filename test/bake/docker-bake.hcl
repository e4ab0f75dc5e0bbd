# Written by `distill verify --write-bake`. Start it in this folder:
#
#     docker buildx bake -f THIS_FILE --load --metadata-file bake-metadata.json
#
# or with REGISTRY=registry.example/team/ in the environment, and --push in the place of --load.
# Then compare what was built: `distill verify DOCKERFILE... --bake-metadata bake-metadata.json`.

# In front of the names of the images, with a slash at its end.
variable "REGISTRY" {
  default = ""
}

variable "TAG" {
  default = "distill"
}

group "default" {
  targets = [
    "originals",
    "conversions",
  ]
}

group "originals" {
  targets = [
    "root-original",
    "services-api-server-docker-prod-original",
    "a-b-c24bd70d-original",
    "a-b-0979d609-original",
    "outside-web-original",
  ]
}

group "conversions" {
  targets = [
    "root-distroless",
    "root-scratch",
    "services-api-server-docker-prod-auto",
    "a-b-c24bd70d-slim",
    "a-b-0979d609-slim",
    "outside-web-alpine",
  ]
}

target "root-original" {
  context = "."
  dockerfile = "Dockerfile"
  platforms = ["linux/amd64"]
  network = "host"
  pull = true
  no-cache = true
  secret = ["id=npm,src=./keys/npm", "id=t,env=T"]
  tags = ["${REGISTRY}root:${TAG}-original"]
}

target "services-api-server-docker-prod-original" {
  context = "./services/Api Server"
  dockerfile = "docker/prod.Dockerfile"
  target = "run-\"time\""
  args = {
    "VERSION" = "$${1} \"2\"\\"
    "odd.name" = "%%{x}\n"
  }
  platforms = ["linux/amd64"]
  network = "host"
  pull = true
  no-cache = true
  secret = ["id=npm,src=./keys/npm", "id=t,env=T"]
  tags = ["${REGISTRY}services-api-server-docker-prod:${TAG}-original"]
}

target "a-b-c24bd70d-original" {
  context = "./a-b"
  dockerfile = "Dockerfile"
  platforms = ["linux/amd64"]
  network = "host"
  pull = true
  no-cache = true
  secret = ["id=npm,src=./keys/npm", "id=t,env=T"]
  tags = ["${REGISTRY}a-b-c24bd70d:${TAG}-original"]
}

target "a-b-0979d609-original" {
  context = "."
  dockerfile = "a/b/Dockerfile"
  platforms = ["linux/amd64"]
  network = "host"
  pull = true
  no-cache = true
  secret = ["id=npm,src=./keys/npm", "id=t,env=T"]
  tags = ["${REGISTRY}a-b-0979d609:${TAG}-original"]
}

target "outside-web-original" {
  context = "../outside"
  dockerfile = "Containerfile.web"
  platforms = ["linux/amd64"]
  network = "host"
  pull = true
  no-cache = true
  secret = ["id=npm,src=./keys/npm", "id=t,env=T"]
  tags = ["${REGISTRY}outside-web:${TAG}-original"]
}

target "root-distroless" {
  context = "."
  dockerfile-inline = join("\n", [
    "FROM scratch",
    "",
  ])
  platforms = ["linux/amd64"]
  network = "host"
  pull = true
  no-cache = true
  secret = ["id=npm,src=./keys/npm", "id=t,env=T"]
  tags = ["${REGISTRY}root:${TAG}-distroless"]
}

target "root-scratch" {
  context = "."
  dockerfile-inline = join("\n", [
    "FROM scratch",
  ])
  platforms = ["linux/amd64"]
  network = "host"
  pull = true
  no-cache = true
  secret = ["id=npm,src=./keys/npm", "id=t,env=T"]
  tags = ["${REGISTRY}root:${TAG}-scratch"]
}

target "services-api-server-docker-prod-auto" {
  context = "./services/Api Server"
  dockerfile-inline = join("\n", [
    "# syntax=docker/dockerfile:1",
    "FROM debian AS build",
    "ARG A=\"quoted\" B='x' C=$${A:-%%{if}} D=$$${A} E=%%%{x} F=$${}",
    "RUN echo \"\\\"$${A}\\\"\" \\",
    "  && printf '%s\\n' \\u0041 <<EOT > /a",
    "EOT",
    "COPY <<\"EOF\" /b",
    "\ttabs\u0001\u007f\u0085 ",
    "EOF",
    "ENV WIDE=\"é🐋 \ufeff\" \r",
    "# crlf\r",
    "EOT",
    "",
  ])
  target = "run-\"time\""
  args = {
    "VERSION" = "$${1} \"2\"\\"
    "odd.name" = "%%{x}\n"
  }
  platforms = ["linux/amd64"]
  network = "host"
  pull = true
  no-cache = true
  secret = ["id=npm,src=./keys/npm", "id=t,env=T"]
  tags = ["${REGISTRY}services-api-server-docker-prod:${TAG}-auto"]
}

target "a-b-c24bd70d-slim" {
  context = "./a-b"
  dockerfile-inline = join("\n", [
    "FROM a",
    "",
  ])
  platforms = ["linux/amd64"]
  network = "host"
  pull = true
  no-cache = true
  secret = ["id=npm,src=./keys/npm", "id=t,env=T"]
  tags = ["${REGISTRY}a-b-c24bd70d:${TAG}-slim"]
}

target "a-b-0979d609-slim" {
  context = "."
  dockerfile-inline = join("\n", [
    "FROM b",
    "",
  ])
  platforms = ["linux/amd64"]
  network = "host"
  pull = true
  no-cache = true
  secret = ["id=npm,src=./keys/npm", "id=t,env=T"]
  tags = ["${REGISTRY}a-b-0979d609:${TAG}-slim"]
}

target "outside-web-alpine" {
  context = "../outside"
  dockerfile-inline = join("\n", [
    "FROM c",
    "",
  ])
  platforms = ["linux/amd64"]
  network = "host"
  pull = true
  no-cache = true
  secret = ["id=npm,src=./keys/npm", "id=t,env=T"]
  tags = ["${REGISTRY}outside-web:${TAG}-alpine"]
}
