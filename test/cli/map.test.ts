import { describe, expect, it } from 'vitest';
import type { AddressMapReport } from '../../src/model/address-map-report.ts';
import { runCommand } from '../support/command.ts';

const run = (line: string) => runCommand(line.split(' '));

describe('kubectl netexplain map', () => {
  it.each(['map -n prod --demo', '-n prod --demo map', '--demo map -n prod'])('takes flags wherever they stand: %s', async (line) => {
    const { code, stdout } = await run(line);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe('4 pods in namespace prod on 2 nodes.');
  });

  it('joins the addresses in one table', async () => {
    const { stdout } = await run('map -n a --demo');
    expect(stdout).toMatch(/^ {2}web-675c54595f-7n6qp +10\.244\.1\.3 +node1 +172\.30\.0\.11 +badname +10\.96\.115\.99$/m);
    expect(stdout).toMatch(/^ {50,}foo +10\.96\.57\.141$/m);
    expect(stdout).toMatch(/^ {2}nomatch +ClusterIP +10\.96\.19\.43 +nothing$/m);
    expect(stdout).toMatch(/^ {2}node1 +172\.30\.0\.11 +10\.244\.1\.0\/24 +z1 +5$/m);
  });

  it('names the namespaces with -A', async () => {
    const { stdout } = await run('map -A --demo');
    expect(stdout).toMatch(/^ {2}NAMESPACE +POD +POD IP +NODE +NODE IP +SERVICE +CLUSTER IP$/m);
    expect(stdout).toMatch(/^ {2}kube-system +coredns-\S+ +10\.244\.2\.2 +node2 +172\.30\.0\.12 +kube-dns +10\.96\.0\.10$/m);
  });

  it('takes only the pods with the labels of -l', async () => {
    const { rows } = JSON.parse((await run('map -A -l app=api -o json --demo')).stdout) as AddressMapReport;
    expect(rows.map(({ namespace, pod }) => `${namespace}/${pod.split('-')[0]}`)).toEqual(['prod/api', 'prod/api']);
  });

  it('says where there is nothing', async () => {
    const { code, stdout, stderr } = await run('map -n nowhere --demo');
    expect([code, stdout, stderr]).toEqual([0, '', 'No resources found in nowhere namespace.\n']);
  });

  it.each([
    ['map web --demo', 'too many arguments'],
    ['map -l app=( --demo', 'unable to parse requirement: "app=("'],
    ['map --from pod/x --demo', 'unknown flag: --from'],
  ])('refuses %s', async (line, message) => {
    const { code, stderr } = await run(line);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
