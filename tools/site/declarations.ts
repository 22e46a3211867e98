/** Declarations as TypeScript writes them, and the members that have words of their own. */

import {
  indexSignature,
  method,
  parameters,
  property,
  type Said,
  typeParameters,
  typeText,
} from "./types.ts";

/** A member of a class or an interface: how it is written, and what is said of it. */
export interface Member {
  readonly text: string;
  readonly said: Said;
}

/** The head of a declaration. */
export function declarationText(name: string, { kind, def }: Said): string {
  switch (kind) {
    case "function":
      return `function ${method({ name, def })}`;
    case "variable":
      return `const ${name}: ${typeText(def.tsType)}`;
    case "typeAlias":
      return `type ${name}${typeParameters(def.typeParams)} = ${
        typeText(def.tsType)
      }`;
    case "interface":
      return `interface ${name}${typeParameters(def.typeParams)}${
        bases("extends", (def.extends ?? []).map(typeText))
      }`;
    case "class": {
      const parents = def.extends
        ? [
          def.extends + (def.superTypeParams?.length
            ? `<${def.superTypeParams.map(typeText).join(", ")}>`
            : ""),
        ]
        : [];
      return `${def.isAbstract ? "abstract " : ""}class ${name}${
        typeParameters(def.typeParams)
      }${bases("extends", parents)}${
        bases("implements", (def.implements ?? []).map(typeText))
      }`;
    }
    default:
      return name;
  }
}

function bases(word: string, names: readonly string[]): string {
  return names.length === 0 ? "" : ` ${word} ${names.join(", ")}`;
}

/** What a class or an interface has that anyone may use, in the order in which it is written. */
export function membersOf({ kind, def }: Said): Member[] {
  if (kind !== "class" && kind !== "interface") return [];
  const open = (all: readonly Said[] = []) =>
    all.filter(({ accessibility }: Said) => accessibility !== "private");
  const told = (said: Said, text: string): Member => ({
    said,
    text: modifiers(said) + text,
  });
  return [
    ...open(def.constructors).map((one) =>
      told(one, `new (${parameters(one.params)})`)
    ),
    ...open(def.properties).map((one) => told(one, property(one))),
    ...open(def.callSignatures).map((one) =>
      told(one, method({ ...one, name: "" }))
    ),
    ...open(def.indexSignatures).map((one) => told(one, indexSignature(one))),
    ...open(def.methods).map((one) => told(one, accessor(one))),
  ];
}

function modifiers({ isStatic, isAbstract, accessibility }: Said): string {
  const words = [accessibility, isStatic && "static", isAbstract && "abstract"];
  return words.filter(Boolean).map((word) => `${word} `).join("");
}

function accessor(one: Said): string {
  const { returnType, params } = one.functionDef ?? {};
  if (one.kind === "getter") return `get ${one.name}: ${typeText(returnType)}`;
  if (one.kind === "setter") {
    return `set ${one.name}: ${typeText(params[0]?.tsType)}`;
  }
  return method(one);
}
