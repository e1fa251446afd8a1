/** Words of a page as a terminal shows them: without the marks of code. */
export function plain(text: string): string {
  return text.replaceAll("`", "");
}
