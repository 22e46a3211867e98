/** What a notebook keeps of a kernel's messages. */

import { assertEquals } from "@std/assert";
import { type Message, outputsOf } from "../../tools/notebooks/outputs.ts";

function display(type: string, id: string, text: string): Message {
  const data = { "text/plain": text, "image/png": "AAAA" };
  return { type, content: { data, transient: { display_id: id } } };
}

Deno.test("a display that is made anew stays in its place, and other outputs in their order", () => {
  const outputs = outputsOf([
    display("display_data", "bar", "epoch 1"),
    { type: "stream", content: { name: "stdout", text: "one\ntw" } },
    { type: "stream", content: { name: "stdout", text: "o\n" } },
    { type: "stream", content: { name: "stderr", text: "oh" } },
    display("update_display_data", "bar", "epoch 2\nended"),
    display("update_display_data", "of another cell", "lost"),
    {
      type: "execute_result",
      content: { data: { "text/plain": "3" }, execution_count: 7 },
    },
  ]);
  const data = { "text/plain": ["epoch 2\n", "ended"], "image/png": "AAAA" };
  assertEquals(outputs, [
    { output_type: "display_data", data, metadata: {} },
    { output_type: "stream", name: "stdout", text: ["one\n", "two\n"] },
    { output_type: "stream", name: "stderr", text: ["oh"] },
    {
      ...{ output_type: "execute_result", data: { "text/plain": ["3"] } },
      ...{ metadata: {}, execution_count: 7 },
    },
  ]);
});
