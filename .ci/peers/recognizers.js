// Prints the seconds that Recognizers-Text takes for the numbers, dates and
// amounts of money of a text, line by line, after one warm round.
const fs = require('fs')
const R = require('@microsoft/recognizers-text-suite')

const lines = fs.readFileSync(process.argv[2], 'utf8').split('\n').filter(l => l.trim())
const culture = R.Culture.Chinese
const round = () => lines.forEach(l => {
  R.recognizeNumber(l, culture)
  R.recognizeCurrency(l, culture)
  R.recognizeDateTime(l, culture)
})
round()
const start = process.hrtime.bigint()
round()
console.log(Number(process.hrtime.bigint() - start) / 1e9)
