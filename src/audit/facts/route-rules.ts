import type { RouteRule } from '../../model/resources/route.ts';

/** Whether a filter of a rule answers, or may answer, so that no backend is needed: a redirect, or a filter of the implementation's own. */
export function answersItself({ filters }: RouteRule): boolean {
  return filters.some(({ type }) => type === 'RequestRedirect' || type === 'other');
}
