/** Its makers publish no types; this is what is used of it. */
declare module "saxon-js" {
  interface Transformation {
    stylesheetInternal: unknown;
    stylesheetBaseURI: string;
    sourceText?: string;
    sourceNode?: unknown;
    destination: "document" | "serialized";
  }
  const SaxonJS: {
    getResource(options: { text: string; type: "xml" }): Promise<unknown>;
    transform(options: Transformation, execution: "async"): Promise<{ principalResult: unknown }>;
    XPath: { evaluate(expression: string, context: unknown, options?: { namespaceContext: Readonly<Record<string, string>> }): unknown };
  };
  export default SaxonJS;
}
