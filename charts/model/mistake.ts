/** A model that contradicts itself: a mistake in a service file, with the way to mend it. */
export class Mistake extends Error {
  override readonly name = "Mistake";
}
