import { compileNoProxy } from "../../../../src/vendors/http/no-proxy";

const exempt = (list: string, url: string) => compileNoProxy(list)(new URL(url));

test.each([
  ["*", "https://das.cn-north-4.myhuaweicloud.com"],
  ["myhuaweicloud.com", "https://das.cn-north-4.myhuaweicloud.com"],
  [".MyHuaweiCloud.com.", "https://das.cn-north-4.myhuaweicloud.com"],
  ["*.myhuaweicloud.com", "https://das.cn-north-4.myhuaweicloud.com"],
  ["a.example, b.example", "https://b.example"],
  ["a.example b.example", "https://b.example"],
  ["b.example:443", "https://b.example"],
  ["b.example:8443", "https://b.example:8443"],
  ["10.0.0.0/8", "https://10.1.2.3"],
  ["10.1.2.3", "https://10.1.2.3"],
  ["2001:db8::1", "https://[2001:db8::1]"],
  // Its first two groups alone would be a name with a port.
  ["2001:2::1", "https://[2001:2::1]"],
  ["[2001:db8::1]:443", "https://[2001:db8::1]"],
  ["2001:db8::/32", "https://[2001:db8:1::7]"],
  ["[2001:db8::1]", "https://[2001:db8::1]"],
  ["[2001:db8::/32]:8443", "https://[2001:db8:1::7]:8443"],
  ["10.0.0.0/8:8443", "https://10.1.2.3:8443"],
  ["10.1.2.3:443", "https://10.1.2.3"],
  ["10.1.2.3/8", "https://10.200.0.1"],
  ["B.Example.", "https://b.example"],
  ["b.example", "https://B.EXAMPLE."],
  ["::ffff:10.1.2.3", "https://10.1.2.3"],
  [" ,, b.example ,", "https://b.example"],
  ["b.example:80", "http://b.example"],
  ["b.example:443\tc.example", "https://c.example"],
  ["10.0.0.0/16", "https://10.0.7.7"],
  ["a.b.example", "https://a.b.example"],
  ["*.example", "https://b.example"],
])("%s exempts %s", (list, url) => {
  expect(exempt(list, url)).toBe(true);
});

test.each([
  ["", "https://b.example"],
  ["b.example", "https://ab.example"],
  ["b.example:8443", "https://b.example"],
  ["10.0.0.0/8", "https://11.1.2.3"],
  ["10.0.0.0/99", "https://10.1.2.3"],
  ["10.0.0.0/8", "https://10.example"],
  ["10.0.0.0/8:443", "https://10.1.2.3:8443"],
  ["0.0.0.0/0", "https://[2001:db8::1]"],
  [",", "https://b.example"],
  ["b.example:443", "http://b.example"],
  ["10.0.0.0/16", "https://10.1.7.7"],
  ["10.0.0.0/8x", "https://10.1.2.3"],
  ["b[.example", "https://b.example"],
  ["b].example", "https://b.example"],
  ["", "https://b.example.."],
  ["10.1.2.3", "https://10.1.2.4"],
  ["x*.example", "https://b.example"],
  ["a*.example", "https://b.a.example"],
  ["b.example:443x", "https://b.example"],
  ["x[2001:db8::1]:443", "https://[2001:db8::1]"],
  ["[2001:db8::1]x", "https://[2001:db8::1]"],
  ["a.example", "https://aXexample"],
  [".", "https://b.example"],
  ["2001:db8::/32", "https://[2001:db9::7]"],
  ["2001:db8::1", "https://[2001:db8::2]"],
])("%s does not exempt %s", (list, url) => {
  expect(exempt(list, url)).toBe(false);
});
