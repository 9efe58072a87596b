import type { ServiceReference } from '../../model/resources/service-reference.ts';
import type { RawReader } from './raw.ts';

/** The Service at `service`, if one is named. The port is 443 where it is left out, as the API server has it. */
export function serviceReferenceOf(raw: RawReader): ServiceReference | undefined {
  if (!raw.has('service')) return undefined;
  const service = raw.object('service');
  return { namespace: service.text('namespace') ?? '', name: service.text('name') ?? '', port: service.number('port') ?? 443 };
}
