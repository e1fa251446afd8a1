/** Its makers publish no types; this is what is used of it. */
declare module "saxon-js" {
  const SaxonJS: {
    transform(
      options: { stylesheetInternal: unknown; sourceText: string; destination: "document" },
      execution: "async",
    ): Promise<{ principalResult: unknown }>;
    XPath: { evaluate(expression: string, context: unknown): unknown };
  };
  export default SaxonJS;
}
