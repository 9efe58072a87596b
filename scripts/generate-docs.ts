import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';
import { RETIRED_CODES } from '../src/audit/retired-codes.ts';
import { FLOW_RULES, LOOK_UP_RULES, RULES } from '../src/audit/rules/index.ts';
import { buildProgram } from '../src/cli/program.ts';
import { DISPOSITIONS } from '../src/model/trace.ts';

const ROOT = join(import.meta.dirname, '..');

/** The reports that are published with a schema: file name → type. */
const SCHEMAS = {
  service: 'ServiceReport',
  pod: 'PodReport',
  node: 'NodeReport',
  ingress: 'IngressReport',
  gateway: 'GatewayReport',
  httproute: 'HTTPRouteReport',
  grpcroute: 'GRPCRouteReport',
  'network-policy': 'NetworkPolicyReport',
  path: 'PathReport',
  dns: 'DnsReport',
  address: 'AddressReport',
  'address-map': 'AddressMapReport',
  audit: 'AuditReport',
  exposure: 'ExposureReport',
  matrix: 'MatrixReport',
  'report-list': 'ReportList',
} as const;

/** Every generated page: path below the project's root → its text. */
export function generatedDocs(): ReadonlyMap<string, string> {
  const schemas = Object.entries(SCHEMAS).map(([name, type]) => [`docs/schema/${name}.schema.json`, publishedSchema(type)] as const);
  return new Map([
    ['docs/findings.md', findingsPage()],
    ['docs/dispositions.md', dispositionsPage()],
    ['docs/commands.md', commandsPage()],
    ...schemas,
  ]);
}

/**
 * The JSON Schema (draft 7) of a type of src/model, its docstrings as descriptions.
 * @param open whether other properties are allowed: yes where it is published, since fields may be added; no in our own tests.
 */
export function schemaOf(type: string, open: boolean): object {
  const generator = createGenerator({
    path: join(ROOT, 'src/model/report.ts'),
    tsconfig: join(ROOT, 'tsconfig.json'),
    type,
    skipTypeCheck: true,
    additionalProperties: open,
  });
  return generator.createSchema(type);
}

function publishedSchema(type: string): string {
  return `${JSON.stringify(schemaOf(type, true), null, 2)}\n`;
}

function findingsPage(): string {
  const folders = readdirSync(join(ROOT, 'src/audit/rules'));
  const rules = [...RULES, ...FLOW_RULES, ...LOOK_UP_RULES].sort((a, b) => (a.code < b.code ? -1 : 1));
  const rows = rules.map(({ code, title, severity, proof }) => {
    const folder = folders.find((name) => name.startsWith(`${code.toLowerCase()}-`)) ?? '';
    return `| [${code}](../src/audit/rules/${folder}/README.md) | ${title} | ${severity} | ${proof} |`;
  });
  const retired = Object.entries(RETIRED_CODES).map(([code, why]) => `- ${code}: ${why}`);
  return [
    '# Findings',
    '',
    'Every finding that the command can report; `kubectl netexplain explain CODE` prints its page. Codes are never given to another finding.',
    '',
    '| code | finding | severity | proof |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Retired codes',
    '',
    ...(retired.length === 0 ? ['None.'] : retired),
    '',
  ].join('\n');
}

function dispositionsPage(): string {
  const rows = Object.entries(DISPOSITIONS).map(([name, { outcome, meaning }]) => `| \`${name}\` | ${outcome} | ${meaning} |`);
  return [
    '# Dispositions',
    '',
    'How a way ends, and what a client notices.',
    '',
    '| disposition | outcome | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function commandsPage(): string {
  const silent = {
    env: {},
    out: () => {},
    drained: async () => true,
    err: () => {},
    stdin: async () => '',
    terminal: undefined,
    interactive: false,
  };
  const program = buildProgram(silent, () => {});
  const pages = [program, ...program.commands].map((command) => {
    const name = command === program ? 'kubectl netexplain' : `kubectl netexplain ${command.name()}`;
    return [`## ${name}`, '', '```', command.helpInformation().trimEnd(), '```', ''].join('\n');
  });
  return ['# Commands', '', ...pages].join('\n');
}
