/** Types as TypeScript writes them, of what `deno doc --json` says of them. */

/** A part of what `deno doc --json` says. */
// deno-lint-ignore no-explicit-any -- Its form is Deno's, and has no types of its own.
export type Said = any;

type Printer = (value: Said, type: Said) => string;

const PRINTERS: Readonly<Record<string, Printer>> = {
  union: (parts) => parts.map(typeText).join(" | "),
  intersection: (parts) => parts.map(typeText).join(" & "),
  array: (of) => `${typeText(of)}[]`,
  tuple: (parts) => `[${parts.map(typeText).join(", ")}]`,
  parenthesized: (of) => `(${typeText(of)})`,
  rest: (of) => `...${typeText(of)}`,
  optional: (of) => `${typeText(of)}?`,
  typeOperator: ({ operator, tsType }) => `${operator} ${typeText(tsType)}`,
  typeQuery: (of) => `typeof ${of}`,
  typeRef: ({ typeName, typeParams }) => typeName + listed(typeParams),
  literal: (of, { repr }) =>
    of.kind === "string"
      ? JSON.stringify(of.string)
      : of.kind === "template"
      ? `\`${of.tsTypes.map(templatePart).join("")}\``
      : repr,
  infer: ({ typeParam }) => `infer ${typeParameter(typeParam)}`,
  indexedAccess: ({ objType, indexType }) =>
    `${typeText(objType)}[${typeText(indexType)}]`,
  conditional: ({ checkType, extendsType, trueType, falseType }) =>
    `${typeText(checkType)} extends ${typeText(extendsType)} ? ${
      typeText(trueType)
    } : ${typeText(falseType)}`,
  fnOrConstructor: ({ constructor, params, tsType, typeParams }) =>
    `${constructor === true ? "new " : ""}${typeParameters(typeParams)}(${
      parameters(params)
    }) => ${typeText(tsType)}`,
  mapped: ({ typeParam, tsType, nameType, readonly, optional }) =>
    `{ ${readonly ? "readonly " : ""}[${typeParam.name} in ${
      typeText(typeParam.constraint)
    }${nameType ? ` as ${typeText(nameType)}` : ""}]${optional ? "?" : ""}: ${
      typeText(tsType)
    } }`,
  typeLiteral: (of) => {
    const {
      properties = [],
      methods = [],
      callSignatures = [],
      indexSignatures = [],
    } = of;
    const members = [
      ...properties.map(property),
      ...methods.map((one: Said) => method(one)),
      ...callSignatures.map((one: Said) => method({ ...one, name: "" })),
      ...indexSignatures.map(indexSignature),
    ];
    return members.length === 0 ? "{}" : `{ ${members.join("; ")} }`;
  },
};

/** A type. */
export function typeText(type: Said): string {
  if (!type) return "unknown";
  return PRINTERS[type.kind]?.(type.value, type) ?? type.repr;
}

function templatePart(part: Said): string {
  const isText = part.kind === "literal" && part.value.kind === "string";
  return isText ? part.value.string : `\${${typeText(part)}}`;
}

function listed(types?: readonly Said[]): string {
  return types?.length ? `<${types.map(typeText).join(", ")}>` : "";
}

/** The parameters of a type or a function, in angle brackets. */
export function typeParameters(all?: readonly Said[]): string {
  return all?.length ? `<${all.map(typeParameter).join(", ")}>` : "";
}

function typeParameter(
  { name, constraint, default: usual, isConst }: Said,
): string {
  const bound = constraint ? ` extends ${typeText(constraint)}` : "";
  return `${isConst ? "const " : ""}${name}${bound}${
    usual ? ` = ${typeText(usual)}` : ""
  }`;
}

/** The parameters of a function. */
export function parameters(all: readonly Said[] = []): string {
  return all.map(parameter).join(", ");
}

function parameter(one: Said): string {
  const type = one.tsType ? `: ${typeText(one.tsType)}` : "";
  switch (one.kind) {
    case "rest":
      return `...${one.arg.name ?? "rest"}${
        type || `: ${typeText(one.arg.tsType)}`
      }`;
    case "assign":
      return `${one.left.name ?? "options"}?: ${typeText(one.left.tsType)}`;
    case "object":
    case "array":
      return `options${one.optional ? "?" : ""}${type}`;
    default:
      return `${one.name}${one.optional ? "?" : ""}${type}`;
  }
}

/** A property of an interface or a class. */
export function property(one: Said): string {
  const name = `${one.readonly ? "readonly " : ""}${nameOf(one)}`;
  return `${name}${one.optional ? "?" : ""}: ${typeText(one.tsType)}`;
}

/** A method, of its own form or that of a function. */
export function method(one: Said): string {
  const { params, returnType, tsType, typeParams } = one.functionDef ??
    one.def ?? one;
  const returned = returnType ?? tsType;
  const name = `${nameOf(one)}${one.optional ? "?" : ""}`;
  return `${name}${typeParameters(typeParams)}(${parameters(params)})${
    returned ? `: ${typeText(returned)}` : ""
  }`;
}

/** What an index gives. */
export function indexSignature({ params, tsType, readonly }: Said): string {
  return `${readonly ? "readonly " : ""}[${parameters(params)}]: ${
    typeText(tsType)
  }`;
}

function nameOf({ name, computed }: Said): string {
  return computed && !name.startsWith("[") ? `[${name}]` : name;
}
