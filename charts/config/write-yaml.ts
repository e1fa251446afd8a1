import { CORE_SCHEMA, DEFAULT_SCALAR_STYLE_RULES, dump, SCALAR_STYLE, type ScalarStyleRule } from "js-yaml";

/**
 * What one reader or another takes for a number, a moment or a count of sixty: `0X1A`, `08_15`, `7_7e7`, `2026-1-1`,
 * `1:20`, `.5`. It begins as one does and has no sign that none of them has.
 */
const likeNumber = /^(?:[-+.][-+._]*)?[0-9][-+.:_0-9A-FOPTXZ \t]*$/i;
/** Words for true, for nothing and for no number, in any case, and two signs with a meaning of their own. */
const likeWord = /^(?:[-+.]*(?:y|n|yes|no|on|off|true|false|null|nil|nan|inf|infinity)|~|=|<<)$/i;
/** What begins or ends a document where it stands at the beginning of a line, as the key of a whole file does. */
const likeMarker = /^(?:---|\.\.\.)(?:\s|$)/;

/** js-yaml leaves plain what it reads as text itself; sops, kubectl, Flux and k3s read a mixture of YAML 1.1, 1.2 and Go. */
const quoteWhatOthersMisread: ScalarStyleRule = (layout) => {
  const { node, presenterOptions } = layout;
  if (!node.value.isWellFormed()) throw new Error("half of a pair of surrogates is no character: no file can hold it");
  if (node.tag !== presenterOptions.schema.defaultScalarTag.tagName || layout.style !== SCALAR_STYLE.PLAIN) return;
  if ([likeNumber, likeWord, likeMarker].some((pattern) => pattern.test(node.value))) layout.style = SCALAR_STYLE.SINGLE_QUOTED;
};

/**
 * Lines with tabs, such as a Caddyfile, stand as lines, which js-yaml puts into one long quoted line. Readers that look for
 * the indentation in the first line want a sign there, and what is not printed as it is stays quoted.
 */
const linesAsLines: ScalarStyleRule = (layout) => {
  const { node, isKey, flowOnly, style } = layout;
  if (isKey || flowOnly || style !== SCALAR_STYLE.PLAIN || !/\n/.test(node.value)) return;
  if (/^[!-~][\t\n -~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufdff]*$/.test(node.value)) layout.style = SCALAR_STYLE.LITERAL_BLOCK;
};

/**
 * The one place that writes YAML. Every text in it, key or value, is read back as the same text, whatever its reader.
 * @throws Error for half of a character, which would come back as another.
 */
export function writeYaml(content: object): string {
  return dump(content, {
    lineWidth: -1,
    noRefs: true,
    // Ours has nothing but JSON, and what YAML 1.1 would read as something else is quoted by our own rule.
    schema: CORE_SCHEMA,
    scalarStyleRules: [quoteWhatOthersMisread, linesAsLines, ...Object.values(DEFAULT_SCALAR_STYLE_RULES)],
  });
}
