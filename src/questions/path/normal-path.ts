/**
 * A path as proxies commonly read it before they compare it: percent-encoding undone, `.` and `..` resolved, slashes that stand together made
 * one. Which of these a proxy does is its own affair (nginx: all of them). A path in this form already comes back as it is.
 * Source: RFC 3986, sections 5.2.4 and 6.2.2; nginx ngx_http_core_module, "location" (normalized URI) and merge_slashes.
 */
export function normalPath(path: string): string {
  const kept: string[] = [];
  const segments = decoded(path).split('/').slice(1);
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.' && segment !== '') kept.push(segment);
  }
  const last = segments.at(-1) ?? '';
  const isFolder = ['', '.', '..'].includes(last) && kept.length > 0;
  return `/${kept.join('/')}${isFolder ? '/' : ''}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
