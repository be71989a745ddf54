import { test } from 'vitest';
// @ts-ignore
import { us, br, fold } from '/tmp/vet/load.mjs';
import { allLocales } from '@faker-js/faker';
import { vocabularyOf } from '../../src/world/vocabularies/index.js';
test('v', () => {
  console.log(us.size, br.size);
  const names = new Set<string>();
  for (const l of ['pt_BR','en','en_US','base'] as const) { const p:any=(allLocales as any)[l].person; for (const k of ['first_name','last_name','middle_name']) for (const v of Object.values(p?.[k]??{})) for (const n of v as string[]) names.add(fold(n)); }
  const prod = new Set<string>(); for (const l of ['pt_BR','en'] as const) for (const k of ['adjective','material','product']) for (const n of (allLocales as any)[l].commerce.product_name[k]) prod.add(fold(n));
  const streets = new Set((allLocales as any).en.location.street_name.map(fold)); for (const s of (allLocales as any).en_US.location.street_name) streets.add(fold(s));
  const cities = new Set((allLocales as any).en.location.city_name.map(fold));
  for (const l of ['pt_BR','en_US'] as const) { const v = vocabularyOf(l);
    console.log(l, v.states.length, v.townNames.length, v.streetNames.length, v.colours.length, v.styles.length);
    const real = l==='pt_BR'?br:us;
    console.log('real', v.townNames.filter(t=>real.has(fold(t))||cities.has(fold(t))));
    for (const k of ['townNames','streetNames','colours','styles'] as const) {
      const dup = v[k].filter((x,i)=>v[k].indexOf(x)!==i);
      console.log(k,'dup',dup,'names',[...new Set(v[k].flatMap(x=>[x,...x.split(' ')]).filter(w=>names.has(fold(w))))],'prod',v[k].filter(w=>prod.has(fold(w))),'streets',v[k].filter(w=>streets.has(fold(w))));
    }
    console.log('both', v.colours.filter(c=>v.styles.includes(c)), 'near', v.townNames.filter((t,i)=>i&&t.split(' ').some(w=>!/^d[aeo]s?$/.test(w)&&v.townNames[i-1].split(' ').includes(w))));
    console.log(v.townNames.filter((_,i)=>i%9===0).join(' | '));
  }
});
