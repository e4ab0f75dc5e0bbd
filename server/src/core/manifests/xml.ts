/** XML manifests as plain elements: names without prefixes, text trimmed. The parser is not ours and is called inside `try`. */
import { parseXml, XmlCdata, XmlElement, XmlText } from '@rgrove/parse-xml';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** The text directly inside, trimmed. */
  readonly text: string;
}

/** The root element; undefined for text that is no well-formed XML. */
export function readXml(text: string): Element | undefined {
  try {
    const { root } = parseXml(text.replace(/^\uFEFF/, '').trimStart());
    return root === null ? undefined : toElement(root, 0);
  } catch {
    return undefined;
  }
}

/** Manifests are not nested deeper; what lies below is left out. */
const deepest = 40;

function toElement(node: XmlElement, depth: number): Element {
  const children: Element[] = [];
  let text = '';
  for (const child of node.children) {
    if (child instanceof XmlElement) {
      if (depth < deepest) children.push(toElement(child, depth + 1));
    } else if (child instanceof XmlText || child instanceof XmlCdata) text += child.text;
  }
  return { name: node.name.replace(/^.*:/, ''), attributes: node.attributes, children, text: text.trim() };
}

/** The first child of that name, along a path of names. */
export function childAt(element: Element | undefined, ...names: readonly string[]): Element | undefined {
  let current = element;
  for (const name of names) current = current?.children.find(child => child.name === name);
  return current;
}

/** All children of that name. */
export function childrenOf(element: Element | undefined, name: string): readonly Element[] {
  return element?.children.filter(child => child.name === name) ?? [];
}
