/** The configuration with its commented examples switched on: a setting follows its # at once, an explanation after one space. */
export function shownConfig(text: string): string {
  return text.replace(/^( *)#(?=[A-Za-z]| {2})/gm, "$1");
}
