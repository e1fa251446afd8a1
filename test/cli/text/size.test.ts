import { expect, test } from "@jest/globals";
import { Size } from "../../../charts/values/size";
import { sizeWords } from "../../../cli/text/size";

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1 KiB"],
  [76_165, "74.4 KiB"],
  [3.25 * 2 ** 30, "3.25 GiB"],
  [120.4 * 2 ** 30, "120 GiB"],
  [5000 * 2 ** 40, "5000 TiB"],
])("%d bytes are %s", (bytes, words) => {
  expect(sizeWords(Size.of(bytes))).toBe(words);
});
