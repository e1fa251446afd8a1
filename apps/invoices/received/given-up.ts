/** SaxonJS did not find a file that it was told to read: never a document's fault. */
const notFound = "FODC0002";

/** The code of XPath and XSLT with which SaxonJS gave a document up; undefined where the mistake is this program's. */
export function givenUpWith({ code = "" }: { readonly code?: string }): string | undefined {
  return /^[A-Z]{4}[0-9]{4}$/.test(code) && code !== notFound ? code : undefined;
}
