/** The name that the page's field of this label has. */
export function nameOf(page: string, label: string): string {
  const [, id] =
    new RegExp(
      `<label[^>]*for=["']([^"']+)["'][^>]*>\\s*${label.replaceAll(/[.*+?()]/g, "\\$&").replaceAll("'", "(?:'|&#x27;|&#39;)")}\\s*[<*]`,
    ).exec(page) ?? [];
  if (!id) throw new Error(`the form has no field "${label}": ${page.slice(0, 4000)}`);
  return new RegExp(`id=["']${id}["'][^>]*name=["']([^"']+)["']`).exec(page)?.[1] ?? id;
}
