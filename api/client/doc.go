// Package client calls a yaodian service from Go. client.gen.go is generated
// from openapi.json, the description that the service gives of itself; a test
// holds openapi.json to what is served, and .ci/clients holds the generated
// files, this package's and those of ts/, to openapi.json.
//
// Exact decimals are json.Number: convert them with a decimal library where
// digits count.
package client
