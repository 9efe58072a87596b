import { describe, expect, it } from 'vitest';
import { explain, type IngressReport, path, readObjects } from '../../src/index.ts';
import { renderTable } from '../../src/render/table.ts';
import { documentOf } from '../../src/views/index.ts';
import { labObjects } from '../support/truth.ts';

const lab = readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' });

async function textOf(report: Parameters<typeof documentOf>[0], wide = false): Promise<readonly string[]> {
  return renderTable(await documentOf(report, wide), { wide, color: false, columns: undefined }).split('\n');
}

const told = (object: string) => textOf(explain(lab, { object }) as IngressReport);

describe('an Ingress as a person reads it', () => {
  it('tells who serves it, whose its address is, and where each line leads', async () => {
    expect(await told('ing/a/shop')).toEqual(
      expect.arrayContaining([
        '  Class        IngressClass nginx is served by the controller k8s.io/ingress-nginx',
        '  Controller   ingress-nginx, retired 24 March 2026: no pod of it was seen',
        "  Address      203.0.113.20  no Service's and no Node's: outside the cluster, or stale",
        '  shop.example.com   shop-tls   yes',
      ]),
    );
  });

  it('tells why a line leads nowhere, once for all that share the reason', async () => {
    expect(await told('ing/a/shop-bad')).toContain(
      '  https://bad.example.com/wrongname, https://bad.example.com/wrongport: Service foo has no such port',
    );
  });

  it('tells the default class of today where none is named', async () => {
    expect(await told('ing/a/noclass')).toContain('  Default today   none');
  });
});

describe('a request as a person reads it', () => {
  it('tells the rule, the backend and the rules that do not take it', async () => {
    const text = await textOf(path(lab, { from: 'internet', to: 'https://shop.example.com/api/v1' }));
    expect(text).toEqual(
      expect.arrayContaining([
        '  Rule      Ingress a/shop spec.rules[0].http.paths[2]',
        '  Action    forward',
        '  Backend   Service a/part:http: 2 of 3 endpoints of part:80 ready',
        '  Ingress a/shop spec.rules[0].http.paths[0]: another path takes the request as closely or more closely',
      ]),
    );
  });

  it('points to the Ingress where it ends there', async () => {
    const text = await textOf(path(lab, { from: 'internet', to: 'https://bad.example.com/missing' }));
    expect(text).toContain('  see    kubectl netexplain ing/shop-bad -n a');
  });
});
