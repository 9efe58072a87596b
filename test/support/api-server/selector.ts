import { type ApiObject, record } from './api-object.ts';
import type { ServedKind } from './served-kind.ts';
import { badRequest } from './status.ts';

/** Whether an object is selected. */
export type Selects = (object: ApiObject) => boolean;

type Labels = Readonly<Record<string, string>>;

const KEY = String.raw`(?:[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?\/)?[A-Za-z0-9](?:[-_.A-Za-z0-9]*[A-Za-z0-9])?`;
const VALUE = /^(?:[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$/;
const EXISTS = new RegExp(`^(!?)\\s*(${KEY})$`);
const COMPARISON = new RegExp(`^(${KEY})\\s*(==|=|!=|>|<)\\s*(\\S*)$`);
const MEMBERSHIP = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);

/**
 * Reads a label selector: `a`, `!a`, `a=b`, `a==b`, `a!=b`, `a>1`, `a<1`, `a in (b,c)`, `a notin (b,c)`, joined by commas.
 * Refuses anything else with 400. Source: kubernetes staging/src/k8s.io/apimachinery/pkg/labels/selector.go (1.36).
 */
export function labelSelector(text: string): Selects {
  const requirements = splitOutsideParentheses(text).map(labelRequirement);
  return ({ metadata }) => requirements.every((holds) => holds(metadata.labels ?? {}));
}

function splitOutsideParentheses(text: string): readonly string[] {
  return text.trim() === '' ? [] : text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function labelRequirement(text: string): (labels: Labels) => boolean {
  const exists = EXISTS.exec(text);
  if (exists !== null) {
    const [, not, key = ''] = exists;
    return (labels) => key in labels !== (not === '!');
  }
  const membership = MEMBERSHIP.exec(text);
  if (membership !== null) {
    const [, key = '', operator, list = ''] = membership;
    const values = list.split(',').map((value) => valid(value.trim()));
    return (labels) => isOneOf(labels, key, values) === (operator === 'in');
  }
  const comparison = COMPARISON.exec(text);
  if (comparison === null) throw badRequest(`unable to parse requirement: found '${text}', expected: a requirement`);
  const [, key = '', operator, value = ''] = comparison;
  if (operator === '>' || operator === '<') return ordered(key, operator, value);
  const values = [valid(value)];
  return (labels) => isOneOf(labels, key, values) === (operator !== '!=');
}

function isOneOf(labels: Labels, key: string, values: readonly string[]): boolean {
  const value = labels[key];
  return value !== undefined && values.includes(value);
}

function ordered(key: string, operator: '>' | '<', value: string): (labels: Labels) => boolean {
  if (!/^[+-]?\d+$/.test(value)) {
    throw badRequest(
      `unable to parse requirement: values[0][${key}]: Invalid value: "${value}": for 'Gt', 'Lt' operators, the value must be an integer`,
    );
  }
  return (labels) => {
    const own = labels[key] ?? '';
    return /^[+-]?\d+$/.test(own) && (operator === '>' ? Number(own) > Number(value) : Number(own) < Number(value));
  };
}

function valid(value: string): string {
  if (!VALUE.test(value))
    throw badRequest(
      `unable to parse requirement: Invalid value: "${value}": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
    );
  return value;
}

const METADATA = ['metadata.name', 'metadata.namespace'];

/** The fields by which a resource can be selected, besides its name and namespace. Source: kubernetes pkg/apis/core/v1/conversion.go (1.36). */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  nodes: ['spec.unschedulable'],
  services: ['spec.clusterIP', 'spec.type'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

/**
 * Reads a field selector (`a=b`, `a==b`, `a!=b`, joined by commas) for a kind. Refuses fields that the kind is not selected by with 400.
 * A field that an object does not have counts as empty. Source: kubernetes apimachinery/pkg/fields/selector.go (1.36).
 */
export function fieldSelector(text: string, kind: ServedKind): Selects {
  const own = kind.group === '' ? FIELDS[kind.plural] : undefined;
  const requirements = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [, field = '', operator = '', value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? [];
      if (operator === '') throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
      if (![...METADATA, ...(own ?? [])].includes(field)) throw badRequest(unknownField(field, own !== undefined));
      return (object: ApiObject) => (fieldOf(object, field) === value) === (operator !== '!=');
    });
  return (object) => requirements.every((holds) => holds(object));
}

function unknownField(field: string, hasOwn: boolean): string {
  if (hasOwn) return `field label not supported: ${field}`;
  return `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

function fieldOf(object: ApiObject, field: string): string {
  if (field === 'source') return String(record(object['source'])['component'] ?? object['reportingComponent'] ?? '');
  if (field === 'status.podIPs') return fieldOf(object, 'status.podIP');
  const value = field.split('.').reduce<unknown>((at, name) => record(at)[name], object);
  const isFlag = field === 'spec.unschedulable' || field === 'spec.hostNetwork';
  return String(value ?? (isFlag ? 'false' : ''));
}
