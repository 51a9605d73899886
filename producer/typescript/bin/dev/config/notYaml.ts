/** A text that is no YAML, or none of the part of YAML that is read here, and in which line. */
export class NotYamlError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}
