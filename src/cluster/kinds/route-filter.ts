import type { HeaderModifier, PathModifier, RouteFilter } from '../../model/resources/route.ts';
import { backendTargetOf } from './gateway-api.ts';
import { present, type RawReader } from './raw.ts';

/** The filters of a rule or of a backend, in the order of the object. */
export function filtersOf(raw: RawReader): readonly RouteFilter[] {
  return raw.objects('filters').map(filterOf);
}

function filterOf(raw: RawReader): RouteFilter {
  const type = raw.text('type') ?? '';
  switch (type) {
    case 'RequestHeaderModifier':
      return { type, headers: headerModifierOf(raw.object('requestHeaderModifier')) };
    case 'ResponseHeaderModifier':
      return { type, headers: headerModifierOf(raw.object('responseHeaderModifier')) };
    case 'RequestRedirect': {
      const redirect = raw.object('requestRedirect');
      return present({
        type: 'RequestRedirect' as const,
        scheme: redirect.text('scheme'),
        hostname: redirect.text('hostname'),
        path: pathModifierOf(redirect),
        port: redirect.number('port'),
        statusCode: redirect.number('statusCode') ?? 302,
      });
    }
    case 'URLRewrite': {
      const rewrite = raw.object('urlRewrite');
      return present({ type: 'URLRewrite' as const, hostname: rewrite.text('hostname'), path: pathModifierOf(rewrite) });
    }
    case 'RequestMirror': {
      const mirror = raw.object('requestMirror');
      return { type, backendRef: backendTargetOf(mirror.object('backendRef')), fraction: mirroredFraction(mirror) };
    }
    case 'CORS': {
      const cors = raw.object('cors');
      return {
        type,
        allowOrigins: cors.texts('allowOrigins'),
        allowMethods: cors.texts('allowMethods'),
        allowHeaders: cors.texts('allowHeaders'),
        allowCredentials: cors.flag('allowCredentials') ?? false,
      };
    }
    default:
      return { type: 'other', name: otherName(raw, type) };
  }
}

/** An ExtensionRef by the kind that it names, anything else by its type. */
function otherName(raw: RawReader, type: string): string {
  const extension = raw.object('extensionRef');
  return type === 'ExtensionRef' ? `${extension.text('kind') ?? 'ExtensionRef'} ${extension.text('name') ?? ''}`.trim() : type;
}

function headerModifierOf(raw: RawReader): HeaderModifier {
  const pairs = (key: string) => raw.objects(key).map((one) => ({ name: one.text('name') ?? '', value: one.text('value') ?? '' }));
  return { set: pairs('set'), add: pairs('add'), remove: raw.texts('remove') };
}

function pathModifierOf(raw: RawReader): PathModifier | undefined {
  const path = raw.object('path');
  const prefix = path.text('type') === 'ReplacePrefixMatch';
  if (!raw.has('path')) return undefined;
  return prefix
    ? { type: 'ReplacePrefixMatch', value: path.text('replacePrefixMatch') ?? '' }
    : { type: 'ReplaceFullPath', value: path.text('replaceFullPath') ?? '' };
}

/** All requests, unless `percent` or `fraction` says otherwise. */
function mirroredFraction(raw: RawReader): number {
  const fraction = raw.object('fraction');
  if (raw.has('fraction')) return (fraction.number('numerator') ?? 0) / (fraction.number('denominator') || 100);
  return (raw.number('percent') ?? 100) / 100;
}
