import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, with nothing of the process's own. */
async function run(line: string | readonly string[], columns?: number): Promise<Told> {
  const told = { out: '', err: '' };
  const code = await main(typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line, {
    env: { HOME: '/nonexistent' },
    out: (text) => {
      told.out += text;
    },
    drained: async () => true,
    err: (text) => {
      told.err += text;
    },
    stdin: async () => '',
    terminal: columns === undefined ? undefined : { columns },
    interactive: false,
  });
  return { code, ...told };
}

const SEE_HELP = "See 'kubectl netexplain --help' for usage.\n";

describe('a mistake on the command line', () => {
  it.each([
    ['frob/x', `the server doesn't have a resource type "frob"`],
    ['frob x', `the server doesn't have a resource type "frob"`],
    [
      'deploy/x',
      'cannot explain resource type "deployments": this version explains services, pods, nodes, ingresses, gateways, httproutes, grpcroutes',
    ],
    [
      'svc,deploy x',
      'cannot explain resource type "deployments": this version explains services, pods, nodes, ingresses, gateways, httproutes, grpcroutes',
    ],
    ['pod/x --demo --from node/node1', '--from is the client of a Service: it does not go with other kinds'],
    ['svc/foo/bar', 'arguments in resource/name form may not have more than one slash'],
    ['svc/', 'arguments in resource/name form must have a single resource and name'],
    ['/foo', 'arguments in resource/name form must have a single resource and name'],
    [
      'svc svc/foo',
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    ],
    ['-n a', 'You must provide one or more resources by argument or filename.'],
    ['svc foo -l app=web', 'name cannot be provided when a selector is specified'],
    ['svc foo -A', 'a resource cannot be retrieved by name across all namespaces'],
    ['svc -l app=( --demo', 'unable to parse requirement: "app=("'],
    ['svc/foo --frob', 'unknown flag: --frob'],
    ['svc/foo --frob=1', 'unknown flag: --frob'],
    ['svc/foo -x', "unknown shorthand flag: 'x' in -x"],
    ['svc/foo --output', 'flag needs an argument: --output'],
    ['svc/foo -o xml', 'unable to match a printer suitable for the output format "xml", allowed formats are: json,table,wide,yaml'],
    ['svc/foo --color maybe', 'invalid argument "maybe" for "--color" flag: Allowed choices are auto, always, never'],
    ['svc/foo --chunk-size=-1', 'invalid argument "-1" for "--chunk-size" flag: it must be a whole number, 0 or more'],
    ['svc/foo --demo --from deploy/x', 'invalid --from "deploy/x": expected pod/NAME, pod/NAMESPACE/NAME or node/NAME'],
    ['svc/foo --demo -f x', '--demo and --filename exclude each other'],
    ['svc/foo --complete', '--complete goes with --filename'],
    ['svc/foo -f x --complete=frobs', `the server doesn't have a resource type "frobs"`],
    ['explain NX9999', 'unknown finding "NX9999"; known are '],
  ])('%s: %s', async (line, message) => {
    const { code, out, err } = await run(line);
    expect([code, out]).toEqual([2, '']);
    expect(err.startsWith(`error: ${message}`)).toBe(true);
    expect(err.endsWith(SEE_HELP)).toBe(true);
  });

  it.each([
    ['svc/nope -n a --demo', 'Error from server (NotFound): services "nope" not found\n'],
    [
      'svc/fooo -n a --demo',
      'Error from server (NotFound): services "fooo" not found\nhint: namespace a has a Service "foo": did you mean that?\n',
    ],
    ['svc/foo -n nowhere --demo', 'Error from server (NotFound): services "foo" not found\nhint: namespace "nowhere" does not exist\n'],
    ['svc/foo -n a --demo --from pod/ghost', 'Error from server (NotFound): pods "ghost" not found\n'],
    ['svc/foo --context nope', 'error: context "nope" does not exist\n'],
    ['svc/foo --kubeconfig /nonexistent/config', 'error: stat /nonexistent/config: no such file or directory\n'],
    ['svc/foo -f /nonexistent/file', 'error: the path "/nonexistent/file" does not exist\n'],
    [
      'svc/foo --server http://127.0.0.1:1',
      'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n',
    ],
  ])('%s is told in the words of kubectl', async (line, message) => {
    expect(await run(line)).toEqual({ code: 2, out: '', err: message });
  });

  it('in one of several names does not hide the others', async () => {
    const { code, out, err } = await run('svc foo nope -n a --demo -o json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ kind: 'ReportList', items: [{ service: { name: 'foo' } }] });
    expect(err).toBe('Error from server (NotFound): services "nope" not found\n');
  });
});

describe('what kubectl takes', () => {
  it.each([
    'svc/foo -n a --demo',
    'svc foo -n a --demo',
    'SERVICE/foo --namespace=a --demo=true',
    'services.v1./foo -n=a --demo',
    '--demo -n a svc/foo -o=table',
    '-na svc/foo --demo',
  ])('%s is understood', async (line) => {
    const { code, out } = await run(line);
    expect([code, out.split(':')[0]]).toEqual([0, 'Service a/foo is reachable inside the cluster']);
  });

  it('a switch that is set to false is not set', async () => {
    expect((await run('svc/foo -n a --demo --all-namespaces=false')).code).toBe(0);
  });

  it('a type alone means all of the namespace, and none is no error', async () => {
    const { out } = await run('svc -n b --demo -o json');
    expect((JSON.parse(out) as { items: unknown[] }).items.length).toBeGreaterThan(1);
    expect(await run('svc -n empty --demo')).toEqual({ code: 0, out: '', err: 'No resources found in empty namespace.\n' });
  });

  it('help goes to stdout with exit code 0', async () => {
    const { code, out, err } = await run('--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('kubectl netexplain svc/foo');
  });

  it('the page of a finding is printed', async () => {
    const { code, out } = await run('explain nx1002');
    expect([code, out.split('\n')[0]]).toEqual([0, '# NX1002 Selector matches no pod']);
  });
});

describe('the exit code', () => {
  it.each([
    ['svc/nomatch', 0],
    ['svc/nomatch --fail-on error', 1],
    ['svc/foo --fail-on info', 0],
    ['svc foo nomatch --fail-on error', 1],
    ['svc/itp-local --fail-on error', 0],
    ['svc/itp-local --fail-on warning', 1],
  ])('of %s is %i in every format', async (line, expected) => {
    for (const format of ['table', 'wide', 'json', 'yaml'])
      expect([format, (await run(`${line} -n a --demo -o ${format}`)).code]).toEqual([format, expected]);
  });
});

describe('colour', () => {
  const ESC = '\u001b[';
  it('is on for a terminal, off for a pipe, and as asked', async () => {
    expect((await run('svc/foo -n a --demo', 100)).out).toContain(ESC);
    expect((await run('svc/foo -n a --demo')).out).not.toContain(ESC);
    expect((await run('svc/foo -n a --demo --color never', 100)).out).not.toContain(ESC);
    expect((await run('svc/foo -n a --demo --color always')).out).toContain(ESC);
    expect((await run('svc/foo -n a --demo --color always -o json')).out).not.toContain(ESC);
  });
});
