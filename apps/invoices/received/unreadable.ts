/** A file that cannot be looked into; its message says why, in German, to whoever sent or got it. */
export class Unreadable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Unreadable";
  }
}
