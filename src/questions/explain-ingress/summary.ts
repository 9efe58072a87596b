import { counted, enumerate } from '../../audit/facts/enumerate.ts';
import type { IngressOutcome } from '../../model/ingress-report.ts';
import type { IngressParts } from './parts.ts';

/** Whether an Ingress works, as far as the API tells. */
export function outcomeOf(parts: IngressParts): IngressOutcome {
  const { class: named, lines, seen } = parts;
  if (named.by === 'field' && named.exists === 'no') return 'not-served';
  if (named.by === 'none' || named.exists === 'unknown') return 'unknown';
  const leads = lines.filter(({ wins }) => wins !== 'no').map((line) => line.leads);
  const broken = leads.filter((one) => one === 'nowhere').length;
  if (broken === leads.length) return 'not-served';
  if (seen.seen !== 'yes' || (named.by === 'annotation' && named.controller === undefined && parts.controller === undefined))
    return 'unknown';
  if (broken > 0) return 'partly-served';
  return leads.includes('unknown') ? 'unknown' : 'served';
}

/** The verdict: who serves it, at which addresses, and what of it leads nowhere. */
export function summaryOf(parts: IngressParts): string {
  return [verdict(parts), where(parts), broken(parts), open(parts)].filter((part) => part !== '').join(' ');
}

function verdict(parts: IngressParts): string {
  const name = `Ingress ${parts.ingress.namespace}/${parts.ingress.name}`;
  const { class: named, controller, seen } = parts;
  const by = controller?.name ?? named.controller ?? 'its controller';
  if (named.by === 'field' && named.exists === 'no') return `${name} is served by nobody: there is no IngressClass ${named.name}.`;
  if (named.by === 'none') return `${name} names no class: whether a controller serves it is not in the API.`;
  if (named.exists === 'unknown') return `It is unknown whether ${name} is served: IngressClass ${named.name} could not be read.`;
  const ofClass = `${name} is of class ${named.name}${named.exists === 'yes' ? '' : ', which does not exist'}`;
  const doubt = seen.seen === 'yes' ? '' : `, but ${seen.says}`;
  const retired = controller?.retired === undefined ? '' : ` (retired ${controller.retired})`;
  return `${ofClass}, served by ${by}${retired}${doubt}.`;
}

function where({ addresses, lines, class: named }: IngressParts): string {
  if (named.by === 'field' && named.exists === 'no') return '';
  if (addresses.length === 0) return 'Its status reports no address.';
  const hosts = [...new Set(lines.filter(({ url }) => url !== undefined).map(({ host }) => host ?? 'any host'))];
  return `It is reached at ${enumerate(addresses.map(({ address }) => address))}${hosts.length === 0 ? '' : ` for ${enumerate(hosts)}`}.`;
}

function broken({ lines }: IngressParts): string {
  const dead = lines.filter(({ wins, leads }) => wins !== 'no' && leads === 'nowhere');
  const [first] = dead;
  if (first === undefined) return '';
  const many =
    dead.length === lines.length
      ? 'No line leads'
      : `${counted(dead.length, 'line')} of ${lines.length} do${dead.length === 1 ? 'es' : ''} not lead`;
  return `${many} anywhere: ${first.url ?? 'the default backend'}: ${first.backend?.says ?? 'there is no default backend'}.`;
}

function open({ lines }: IngressParts): string {
  const decided = lines.filter(({ wins }) => wins === 'controller-decides').length;
  const lost = lines.filter(({ wins }) => wins === 'no').length;
  return [
    decided === 0 ? '' : `Who gets the requests of ${counted(decided, 'line')} the controller decides.`,
    lost === 0 ? '' : `${counted(lost, 'line')} never get${lost === 1 ? 's' : ''} a request: another comes first.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
