/* The accounts a demo server offers to everybody; in earnest the list is empty. */
import { Problem, quietly, taken } from './client.ts';
import type { Items, Session } from './types.ts';

export interface DemoAccount {
  login: string;
  ko: string;
  en: string;
  password: string | null;
  code: string | null;
}

export async function demoAccounts(): Promise<DemoAccount[]> {
  try {
    return (await taken<Items<DemoAccount>>(quietly.GET('/api/demo/accounts'))).items;
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

const patience = 35;
const second = 1000;

/* A code opens once; the next one comes within half a minute. */
export async function freshCode(login: string, used: ReadonlySet<string>): Promise<string | null> {
  for (let i = 0; i < patience; i++) {
    const account = (await demoAccounts()).find((one) => one.login === login);
    if (!account?.code) return null;
    if (!used.has(account.code)) return account.code;
    await new Promise((resolve) => setTimeout(resolve, second));
  }
  return null;
}

export async function demoSignIn(account: DemoAccount): Promise<Session> {
  const used = new Set<string>();
  for (;;) {
    const code = account.code === null ? null : await freshCode(account.login, used);
    try {
      const body = {
        login: account.login,
        password: account.password ?? '',
        ...(code && { code }),
      };
      return await taken<Session>(quietly.POST('/api/session', { body }));
    } catch (error) {
      const isUsed =
        error instanceof Problem && error.reason === 'people.code_wrong' && used.size === 0;
      if (!isUsed || code === null) throw error;
      used.add(code);
    }
  }
}
