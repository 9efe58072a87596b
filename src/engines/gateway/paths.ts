import type { HTTPRouteMatch, PathModifier } from '../../model/resources/route.ts';
import { withoutSlash } from './rule-match.ts';

/**
 * The path that a filter makes of a request's. ReplacePrefixMatch replaces the prefix that matched, element by element, so that no slash
 * doubles or is lost; with another match than a prefix it is not allowed, and the implementation decides (undefined).
 * Source: gateway-api apis/v1/httproute_types.go, HTTPPathModifier (1.6).
 */
export function modifiedPath(modifier: PathModifier, path: string, match: HTTPRouteMatch['path'] | undefined): string | undefined {
  if (modifier.type === 'ReplaceFullPath') return modifier.value;
  if (match?.type !== 'PathPrefix') return undefined;
  const rest = path.slice(withoutSlash(match.value).length);
  return `${withoutSlash(modifier.value)}${rest}` || '/';
}
