// Every screen, with the verdict that leads to it and the buttons on the way, named by what they lead to (data-to).
const youth = { audience: 'teen' };
const intimate = { kind: 'intimate', source: 'host', ...youth, next: 'ask' };
const held = { kind: 'intimate', source: 'host', audience: 'under13', next: 'hold' };
const known = (purpose, audience = 'teen') => ({ kind: 'known', purpose, audience, next: 'hold' });
const unchecked = (why, audience = 'teen', next = 'ask') => ({ kind: 'unchecked', why, audience, next });

/** `verdict` undefined: opened without a picture. `screen`: where it ends. */
export const cases = [
  { name: 'A1 likely intimate picture', screen: 'a1', verdict: intimate, path: [] },
  { name: 'A1 under 13, held', screen: 'a1-held', verdict: held, path: [] },
  { name: 'A2 one more look', screen: 'a2', verdict: intimate, path: ['a2'] },
  { name: 'A2 under 13, why', screen: 'a2-held', verdict: held, path: ['a2-held'] },
  { name: 'A3 not that kind of photo', screen: 'a3', verdict: intimate, path: ['a3'] },
  { name: 'A3 under 13', screen: 'a3-held', verdict: held, path: ['a3-held'] },
  { name: 'A4 not sent', screen: 'a4', verdict: intimate, path: ['a4'] },
  { name: 'B1 match, csam', screen: 'b1', verdict: known('csam'), path: [] },
  { name: 'B1 match, ncii', screen: 'b1', verdict: known('ncii'), path: [] },
  { name: 'B1 match, terrorism', screen: 'b1', verdict: known('terrorism'), path: [] },
  { name: 'B1 match, host-blocklist', screen: 'b1', verdict: known('host-blocklist'), path: [] },
  { name: 'B1 match, demo', screen: 'b1', verdict: known('demo'), path: [] },
  { name: 'B2 photo of me', screen: 'b2', verdict: known('csam'), path: ['b2'] },
  { name: 'B3 someone sent it', screen: 'b3', verdict: known('csam'), path: ['b3'] },
  { name: 'B3 without a hotline', screen: 'b3', verdict: known('ncii'), path: ['b3'] },
  { name: 'B4 this is wrong', screen: 'b4', verdict: known('csam'), path: ['b4'] },
  { name: 'C1 adult match, csam', screen: 'c1', verdict: known('csam', 'adult'), path: [] },
  { name: 'C1 adult match, ncii', screen: 'c1', verdict: known('ncii', 'adult'), path: [] },
  { name: 'C1 adult match, terrorism', screen: 'c1', verdict: known('terrorism', 'adult'), path: [] },
  { name: 'C1 adult match, host-blocklist', screen: 'c1', verdict: known('host-blocklist', 'adult'), path: [] },
  { name: 'C1 adult match, demo', screen: 'c1', verdict: known('demo', 'adult'), path: [] },
  { name: 'C2 ask for a review', screen: 'c2', verdict: known('csam', 'adult'), path: ['c2'] },
  { name: 'D1 someone is pushing me', screen: 'd1', verdict: undefined, path: [] },
  { name: 'D2 already sent', screen: 'd2', verdict: undefined, path: ['d2'] },
  { name: 'E1 not checked, offline', screen: 'e1', verdict: unchecked('offline'), path: [] },
  { name: 'E1 not checked, kind of file', screen: 'e1', verdict: unchecked('unsupported'), path: [] },
  { name: 'E1 not checked, too large, held', screen: 'e1', verdict: unchecked('too-large', 'teen', 'hold'), path: [] },
  { name: 'E1 not checked, too plain', screen: 'e1', verdict: unchecked('too-plain'), path: [] },
  { name: 'E1 not checked, called off', screen: 'e1', verdict: unchecked('aborted', 'teen', 'hold'), path: [] },
  { name: 'E1 not checked, old list', screen: 'e1', verdict: unchecked('expired-set'), path: [] },
  { name: 'E2 adult, not checked', screen: 'e2', verdict: unchecked('error', 'adult'), path: [] },
  { name: 'Help list, talk', screen: 'help', verdict: undefined, path: ['talk'] },
  { name: 'Help list, take it down', screen: 'help', verdict: undefined, path: ['d2', 'takedown'] },
  { name: 'Help list, report', screen: 'help', verdict: undefined, path: ['report'] },
  { name: 'Help list, urgent', screen: 'help', verdict: undefined, path: ['d2', 'urgent'] },
  { name: 'Help list, adult', screen: 'help', verdict: known('csam', 'adult'), path: ['behaviour'] },
  { name: 'How this check works', screen: 'how', verdict: intimate, path: ['how'] },
  { name: 'How this check works, classifier', screen: 'how', verdict: { ...intimate, source: 'classifier' }, path: ['how'] },
];
