package extract

import "yaodian/parser"

// metadata fills the plan's title, kind, issuer, number, dates and years.
func metadata(d *parser.Document, p *Plan) {}
