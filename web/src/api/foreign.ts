/* A document that is not what its name says: which kind was expected, and where it differs. */
export class ForeignDocument extends Error {
  readonly what: string;
  readonly place: string;

  constructor(what: string, place: string) {
    super(`${what} ${place}`);
    this.what = what;
    this.place = place;
  }
}
