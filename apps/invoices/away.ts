/** Another program is not there: nothing is wrong with what was asked, and asked again later it is done. */
export class Away extends Error {
  constructor(program: string, reason: string) {
    super(`${program} is away (${reason}); ask again later, with the same request`);
    this.name = "Away";
  }
}
