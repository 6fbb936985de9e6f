// Reads a notice and prints its targets: node example.js http://127.0.0.1:8080
import { slice, yaodian } from "./client.js";

const notice = `云溪市水务局2025年工作要点
一、改造老旧管网12公里。
二、漏损率控制在9%以内。
`;

const api = yaodian(process.argv[2] ?? "http://127.0.0.1:8080");
const { data: plan, error } = await api.POST("/v1/parse", {
  params: { query: { name: "要点.txt" } },
  body: notice,
  bodySerializer: (body) => body, // the file itself, not JSON
  headers: { "Content-Type": "application/octet-stream" },
});
if (error) throw new Error(`${error.code}: ${error.detail}`);
const targets = plan.items.flatMap((item) => item.targets);
for (const target of targets) {
  if (slice(plan.text, target.span) !== target.text) throw new Error(`${target.text} is not grounded`);
  console.log(target.indicator, target.comparator, target.value, target.unit);
}
if (targets.length !== 2) throw new Error(`${targets.length} targets, want 2`);
