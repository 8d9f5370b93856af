import { describe, expect, it } from 'vitest';
import { isMetadataAddress, modelServerUrl, refuseMetadataHost } from '../../../server/adapters/modelServer/address.js';

describe('metadata addresses', () => {
  it.each([
    '169.254.169.254',
    '169.254.0.1',
    '100.100.100.200',
    '168.63.129.16',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fd00:ec2::254',
    '[fd00:ec2::254]',
    'fd00:ec2:0:0:0:0:0:254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
  ])('%s is one', (address) => expect(isMetadataAddress(address)).toBe(true));

  it.each([
    '127.0.0.1',
    '::1',
    '10.0.0.1',
    '192.168.1.10',
    '172.16.0.1',
    '100.64.0.1',
    'fd12:3456::1',
    '169.253.0.1',
    '8.8.8.8',
    '2001:db8::1',
    'localhost',
    'example.org',
  ])('%s is none', (address) => expect(isMetadataAddress(address)).toBe(false));

  it('are refused behind a name, also when only one of its addresses is one', async () => {
    const resolve =
      (...addresses: string[]) =>
      () =>
        Promise.resolve(addresses.map((address) => ({ address })));
    await expect(
      refuseMetadataHost('http://models.test/v1', resolve('10.0.0.1', '169.254.169.254')),
    ).rejects.toMatchObject({ code: 'upstream_failed' });
    await expect(refuseMetadataHost('http://models.test/v1', resolve('10.0.0.1', '::1'))).resolves.toBeUndefined();
    await expect(
      refuseMetadataHost('http://models.test/v1', () => Promise.reject(new Error('ENOTFOUND'))),
    ).resolves.toBeUndefined();
  });
});

describe('the address of a model server', () => {
  it('loses its trailing slashes', () => {
    expect(modelServerUrl('https://models.test/v1//')).toBe('https://models.test/v1');
  });
});
