import type { WholeAnswer } from './delivery.ts';
import type { ApiRequest } from './request.ts';

/** Gives the answer that was made for a request like this one, or makes it. */
export type KeptAnswers = (request: ApiRequest, acceptsGzip: boolean, make: () => WholeAnswer) => WholeAnswer;

/** Keeps answers of status 200, each for the requests with its path, its query in any order, and its Accept header. */
export function keptAnswers(): KeptAnswers {
  const kept = new Map<string, WholeAnswer>();
  return ({ method, path, query, headers }, acceptsGzip, make) => {
    const key = [method, path, ...[...query].map((pair) => pair.join('=')).sort(), headers.accept, acceptsGzip].join(' ');
    const answer = kept.get(key) ?? make();
    if (answer.status === 200) kept.set(key, answer);
    return answer;
  };
}
