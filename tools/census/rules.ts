/** Lint rules for what is counted, found in the syntax tree. */

/** Parameters that a call still reads well with. */
const MOST_PARAMETERS = 5;

const rules: Deno.lint.Plugin = {
  name: "census",
  rules: {
    parameters: {
      create(context) {
        const look = (
          node: { params: readonly unknown[]; range: Deno.lint.Range },
        ) => {
          if (node.params.length <= MOST_PARAMETERS) return;
          const message = `${node.params.length} parameters`;
          context.report({ range: node.range, message });
        };
        return {
          FunctionDeclaration: look,
          FunctionExpression: look,
          ArrowFunctionExpression: look,
          TSDeclareFunction: look,
          TSEmptyBodyFunctionExpression: look,
        };
      },
    },
    never: {
      create: (context) => ({
        TSAsExpression(node) {
          if (node.typeAnnotation.type !== "TSNeverKeyword") return;
          context.report({ node, message: "a cast that hides all" });
        },
      }),
    },
  },
};

export default rules;
