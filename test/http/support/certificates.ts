import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Certificate {
  /** The PEM texts. */
  readonly cert: string;
  readonly key: string;
  /** The files that hold them. */
  readonly certFile: string;
  readonly keyFile: string;
}

/** An authority of one test file, and what it signed. */
export interface Authority extends Certificate, AsyncDisposable {
  /** Signs a certificate, for 127.0.0.1 unless other names are given. */
  sign(name: string, given?: Given): Promise<Certificate>;
}

/** What may be otherwise in a certificate. */
export interface Given {
  /** Its subjectAltName, each like `DNS:localhost`. */
  readonly names?: readonly string[];
  /** Its extendedKeyUsage. */
  readonly usage?: string;
  /** How long it is valid; -1 has expired. */
  readonly days?: number;
  /** Of the key: an elliptic curve or RSA. */
  readonly kind?: "ec" | "rsa";
}

/** Makes an authority with `openssl`: Node has no function that issues certificates. */
export async function createAuthority(name = "authority"): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), "nopass-certificates-"));
  const openssl = (...args: readonly string[]) => run("openssl", [...args], { cwd: folder });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"] as const;

  async function certificate(id: string): Promise<Certificate> {
    const [certFile, keyFile] = [join(folder, `${id}.crt`), join(folder, `${id}.key`)];
    return {
      cert: await readFile(certFile, "utf8"),
      key: await readFile(keyFile, "utf8"),
      certFile,
      keyFile,
    };
  }

  const outOf = (id: string) => ["-keyout", `${id}.key`, "-subj", `/CN=${id}`] as const;
  await openssl("req", "-x509", ...newKey, ...outOf(name), "-out", `${name}.crt`, "-days", "1");
  return {
    ...(await certificate(name)),
    async sign(id, { names = ["IP:127.0.0.1", "DNS:localhost"], usage, days = 1, kind = "ec" } = {}) {
      const key = kind === "ec" ? newKey : ["-newkey", "rsa:2048", "-nodes"];
      await writeFile(join(folder, `${id}.cnf`), extensions(names, usage));
      await openssl("req", "-new", ...key, ...outOf(id), "-out", `${id}.csr`);
      const by = ["-CA", `${name}.crt`, "-CAkey", `${name}.key`, "-CAcreateserial"] as const;
      const as = ["-out", `${id}.crt`, "-days", String(days), "-extfile", `${id}.cnf`] as const;
      await openssl("x509", "-req", "-in", `${id}.csr`, ...by, ...as);
      return certificate(id);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** In a section of its own a name may hold commas, if it stands in quotes. */
function extensions(names: readonly string[], usage: string | undefined): string {
  const lines = names.map((name, i) => {
    const [kind = "", ...rest] = name.split(":");
    return `${kind}.${i} = "${rest.join(":")}"`;
  });
  const use = usage === undefined ? "" : `extendedKeyUsage = ${usage}\n`;
  return names.length === 0 ? use : `${use}subjectAltName = @names\n[names]\n${lines.join("\n")}\n`;
}
