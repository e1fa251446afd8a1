/** Pieces that some reader of YAML puts together to a number, a moment or a count of sixty. */
const numberLike = {
  before: ["", "-", "+", ".", "0x", "0X", "0b", "0B", "0o", "0O", "0", "_", "1:"],
  middle: ["0", "1", "08", "7", "1A2B", "1_5", "1_", "10.5", "1e3", "1E+3", "2026"],
  after: ["", "_15", "e7", ".5", ".", ":30", ":30:15.5", "-1-1", "-12-31", "-1-1T2:3:4Z", "-01-01 2:3:4.5 +1", "p3"],
};

const words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nil", "nan", "inf", ".nan", ".inf", "-.inf", "infinity", "~"];
const signs = [..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"];
const around = ["", "x", " ", "\n", "\t"];
const documents = [
  "---",
  "...",
  "--- x",
  "%YAML 1.2",
  "<<",
  "!!str",
  "!!binary aGk=",
  "&a x",
  "*a",
  "|-",
  ">+",
  "|4",
  "{}",
  "[]",
  "? x",
  "- x",
];
const breaks = ["\n", "\r", "\r\n", "\n\n", " \n", "\n ", "\n\t", "\t\n", "\n \n", "\u0085", "\u2028", "\u2029"];
/** Every control character, what YAML wants escaped, and some that take two units or join with others. */
const characters = [
  ...Array.from({ length: 0x21 }, (_, code) => String.fromCharCode(code)),
  ...Array.from({ length: 0x22 }, (_, code) => String.fromCharCode(0x7f + code)),
  ..."\ufeff\ufffd\ufffe\uffff\u200b\u202eäߘ€𝄞😀",
];

/** Texts that a reader or a writer of YAML has taken for something else, each once. None is half a character. */
export function nastyTexts(): string[] {
  const { before, middle, after } = numberLike;
  const all = [
    "",
    ...before.flatMap((first) => middle.flatMap((second) => after.map((third) => `${first}${second}${third}`))),
    ...words.flatMap((word) => [word, word.toUpperCase(), word.replace(/[a-z]/, (letter) => letter.toUpperCase()), `${word} `]),
    ...signs.flatMap((sign) => around.flatMap((other) => [`${sign}${other}`, `${other}${sign}`, `x${other}${sign}${other}x`])),
    ...signs.flatMap((sign) => signs.map((other) => sign + other)),
    ...documents.flatMap((text) => [text, `${text}\n`, `x\n${text}\n`]),
    ...breaks.flatMap((end) => [end, `${end}x`, `x${end}`, `x${end}y`, `  x${end}y${end}`, `${end}${end}x`, `x${end}${end}`, `#${end}x`]),
    ...characters.flatMap((character) => [character, `x${character}`, `${character}x`, `x${character}y`, `x\n${character}y\n`]),
    `${"long ".repeat(2000)}end`,
    // As a Caddyfile or a table has it: tabs at the beginning of lines, between words, and alone in a line.
    ...["", "\n", "\n\n"].flatMap((end) => [`{\n\ta b\n\t\n\n\t\tc\t${end}`, `a\tb\n\tc\t${end}`, `\ta\nb${end}`]),
    "a\\n\\u0041\\x41\\\\",
  ];
  return [...new Set(all)];
}

/** Those that Kubernetes allows as keys of a Secret or ConfigMap. */
export function nastyKeys(): string[] {
  return nastyTexts().filter((text) => /^[-._a-zA-Z0-9]{1,253}$/.test(text) && !/^\.\.?$|^\.\./.test(text));
}
