import type { Ingress, IngressBackend, IngressPath, IngressTLS } from '../../model/resources/ingress.ts';
import { parseIp } from '../../model/values/ip.ts';
import { CLASS_ANNOTATION } from './class.ts';

/** What the API server has against a field of an Ingress. `field` is a path into the object. */
export interface IngressProblem {
  readonly field: string;
  readonly says: string;
}

const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const PATH_TYPES = new Set(['Exact', 'Prefix', 'ImplementationSpecific']);
const FORBIDDEN_IN_PATH = ['//', '/./', '/../', '%2f', '%2F'];
const FORBIDDEN_PATH_ENDS = ['/..', '/.'];

/**
 * What the API server would refuse an Ingress for when it is created; empty when it takes it. An Ingress of a live server may still show
 * some: rules grew stricter, and what was there is left alone.
 * Source: kubernetes pkg/apis/networking/validation/validation.go, ValidateIngressCreate (1.36).
 */
export function validateIngress({ metadata, spec }: Ingress): readonly IngressProblem[] {
  const { ingressClassName, defaultBackend, rules, tls } = spec;
  const annotated = metadata.annotations[CLASS_ANNOTATION];
  const disagree = annotated !== undefined && ingressClassName !== undefined && annotated !== ingressClassName;
  return [
    ...(rules.length === 0 && defaultBackend === undefined ? [problem('spec', 'either defaultBackend or rules must be there')] : []),
    ...(defaultBackend === undefined ? [] : validateBackend(defaultBackend, 'spec.defaultBackend')),
    ...rules.flatMap(({ host, http }, index) => [
      ...(host === undefined ? [] : validateHost(host, `spec.rules[${index}].host`)),
      ...(http === undefined ? [] : validatePaths(http.paths, `spec.rules[${index}].http.paths`)),
    ]),
    ...tls.flatMap((one, index) => validateTLS(one, `spec.tls[${index}]`)),
    ...(ingressClassName === undefined || SUBDOMAIN.test(ingressClassName)
      ? []
      : [problem('spec.ingressClassName', 'must be a DNS subdomain')]),
    ...(disagree ? [problem(`annotations.${CLASS_ANNOTATION}`, 'must match ingressClassName when both are there')] : []),
  ];
}

function problem(field: string, says: string): IngressProblem {
  return { field, says };
}

function validateHost(host: string, field: string): readonly IngressProblem[] {
  if (parseIp(host) !== undefined) return [problem(field, 'must be a DNS name, not an IP address')];
  if (!host.includes('*')) return SUBDOMAIN.test(host) ? [] : [problem(field, 'must be a DNS name in lower case, without a port')];
  const rest = host.slice('*.'.length);
  return host.startsWith('*.') && SUBDOMAIN.test(rest) ? [] : [problem(field, 'a wildcard must be the whole first label: *.example.com')];
}

function validatePaths(paths: readonly IngressPath[], field: string): readonly IngressProblem[] {
  if (paths.length === 0) return [problem(field, 'at least one path is required')];
  return paths.flatMap((path, index) => [
    ...validatePath(path, `${field}[${index}]`),
    ...(path.pathType === undefined ? [] : validateBackend(path.backend, `${field}[${index}].backend`)),
  ]);
}

function validatePath({ path = '', pathType }: IngressPath, field: string): readonly IngressProblem[] {
  if (pathType === undefined) return [problem(`${field}.pathType`, 'is required')];
  if (!PATH_TYPES.has(pathType)) return [problem(`${field}.pathType`, 'must be Exact, Prefix or ImplementationSpecific')];
  const isFree = pathType === 'ImplementationSpecific';
  if (isFree && path === '') return [];
  if (!path.startsWith('/')) return [problem(`${field}.path`, 'must begin with a slash')];
  if (isFree) return [];
  return [
    ...FORBIDDEN_IN_PATH.filter((part) => path.includes(part)).map((part) => problem(`${field}.path`, `must not contain ${part}`)),
    ...FORBIDDEN_PATH_ENDS.filter((end) => path.endsWith(end)).map((end) => problem(`${field}.path`, `must not end with ${end}`)),
  ];
}

function validateBackend({ service, resource }: IngressBackend, field: string): readonly IngressProblem[] {
  if (service !== undefined && resource !== undefined) return [problem(field, 'has both a service and a resource')];
  if (resource !== undefined) {
    const { kind, name } = resource;
    return [
      ...(kind === '' ? [problem(`${field}.resource.kind`, 'is required')] : []),
      ...(name === '' ? [problem(`${field}.resource.name`, 'is required')] : []),
    ];
  }
  if (service === undefined) return [problem(field, 'a service or a resource is required')];
  return [
    ...(LABEL.test(service.name) ? [] : [problem(`${field}.service.name`, service.name === '' ? 'is required' : 'must be a DNS label')]),
    ...validateBackendPort(service.port, field),
  ];
}

function validateBackendPort(
  { name, number }: { readonly name?: string; readonly number?: number },
  field: string,
): readonly IngressProblem[] {
  if (name !== undefined && number !== undefined) return [problem(field, 'has both a port name and a port number')];
  if (name !== undefined) return PORT_NAME.test(name) ? [] : [problem(`${field}.service.port.name`, 'is no name of a port')];
  if (number === undefined) return [problem(field, 'a port name or number is required')];
  const isPort = Number.isInteger(number) && number >= 1 && number <= 65535;
  return isPort ? [] : [problem(`${field}.service.port.number`, 'must be between 1 and 65535')];
}

function validateTLS({ hosts, secretName }: IngressTLS, field: string): readonly IngressProblem[] {
  return [
    ...hosts.flatMap((host, index) => validateHost(host, `${field}.hosts[${index}]`)),
    ...(secretName === undefined || SUBDOMAIN.test(secretName) ? [] : [problem(`${field}.secretName`, 'must be a DNS subdomain')]),
  ];
}
