/** What a kernel sends while a cell runs, as a notebook keeps it. */

/** A message of a kernel. */
export interface Message {
  readonly type: string;
  readonly content: {
    readonly name?: string;
    readonly text?: string;
    readonly data?: Readonly<Record<string, string>>;
    readonly metadata?: object;
    readonly execution_count?: number;
    readonly transient?: { readonly display_id?: string };
    readonly ename?: string;
    readonly evalue?: string;
    readonly traceback?: readonly string[];
  };
}

/** An output, in the format of notebooks. */
export type Output =
  | {
    readonly output_type: "stream";
    readonly name: string;
    readonly text: readonly string[];
  }
  | {
    readonly output_type: "display_data" | "execute_result";
    readonly data: Readonly<Record<string, string | readonly string[]>>;
    readonly metadata: object;
    readonly execution_count?: number;
  }
  | {
    readonly output_type: "error";
    readonly ename: string;
    readonly evalue: string;
    readonly traceback: readonly string[];
  };

/** The outputs of one cell: a display is made anew in its place, and lines of one stream are one output. */
export function outputsOf(messages: readonly Message[]): Output[] {
  const outputs: Output[] = [];
  const places = new Map<string, number>();
  for (const { type, content } of messages) {
    const last = outputs.at(-1);
    if (type === "stream") {
      const { name = "stdout", text = "" } = content;
      const isSame = last?.output_type === "stream" && last.name === name;
      const before = isSame ? outputs.pop() as typeof last : null;
      outputs.push({
        ...{ output_type: type, name },
        text: lines((before?.text.join("") ?? "") + text),
      });
    } else if (type === "display_data" || type === "execute_result") {
      const id = content.transient?.display_id;
      if (id !== undefined) places.set(id, outputs.length);
      const { execution_count } = content;
      outputs.push({
        output_type: type,
        ...shown(content),
        ...type === "execute_result" ? { execution_count } : {},
      });
    } else if (type === "update_display_data") {
      const place = places.get(content.transient?.display_id ?? "");
      if (place === undefined) continue;
      outputs[place] = { output_type: "display_data", ...shown(content) };
    } else if (type === "error") {
      const { ename = "", evalue = "", traceback = [] } = content;
      outputs.push({ output_type: type, ename, evalue, traceback });
    }
  }
  return outputs;
}

function shown({ data = {}, metadata = {} }: Message["content"]) {
  const parts = Object.entries(data).map(([type, value]) =>
    [type, type.startsWith("image/png") ? value : lines(value)] as const
  );
  return { data: Object.fromEntries(parts), metadata };
}

/** As notebooks keep text: a line each, with its end. */
export function lines(text: string): string[] {
  return text.match(/.*\n|.+$/g) ?? [];
}
