import { catalogue } from "./charts/catalogue";
import { loadConfig } from "./charts/config/load";
import { distOf } from "./charts/kit/dist";
import { yamlOf } from "./charts/kit/manifest";
import { Stack } from "./charts/model/stack";

const stack = new Stack(catalogue, loadConfig("config.yaml"));
let n = 0;
for (const m of distOf(stack, [])) {
  n += m.objects.length;
  if (process.env.SHOW === m.path) console.log(yamlOf(m.objects));
  else if (!process.env.SHOW) console.log(m.path, m.objects.length, yamlOf(m.objects).length);
}
console.error(n);
