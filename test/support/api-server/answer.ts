/** What the server answers to a request; the body comes in pieces, so that a list need not be held as a whole. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Iterable<string>;
}

/** 200 with a JSON document. */
export function json(document: object, contentType = 'application/json'): Answer {
  return { status: 200, contentType, body: [`${JSON.stringify(document)}\n`] };
}
