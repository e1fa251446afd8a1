package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A target is one line that is read, and an answer one that is written.
type target struct {
	ID    json.RawMessage `json:"id"`
	Host  string          `json:"host"`
	Port  int             `json:"port"`
	Proto string          `json:"proto"`
}

type answer struct {
	ID  json.RawMessage `json:"id"`
	Out string          `json:"out"`
	IP  string          `json:"ip"`
	MS  int64           `json:"ms"`
}

const atOnce = 60

// probe [--resolver IP] [--timeout MS]: whether each target of standard input can be reached from here.
func probe(words []string) {
	flags := flag.NewFlagSet("probe", flag.ExitOnError)
	resolver := flags.String("resolver", "", "the server that knows names")
	timeout := flags.Int("timeout", 2000, "milliseconds that a target has")
	_ = flags.Parse(words)
	p := prober{*resolver, time.Duration(*timeout) * time.Millisecond}

	var all sync.WaitGroup
	var writing sync.Mutex
	out := json.NewEncoder(os.Stdout)
	places := make(chan struct{}, atOnce)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var one target
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			fail(1, "probe: %q is no target: %s", lines.Text(), err)
		}
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			found := p.try(one)
			writing.Lock()
			defer writing.Unlock()
			_ = out.Encode(found)
		})
	}
	if err := lines.Err(); err != nil {
		fail(1, "probe: %s", err)
	}
	all.Wait()
}

type prober struct {
	resolver string
	timeout  time.Duration
}

func (p prober) try(one target) answer {
	started := time.Now()
	ip, out := p.find(one.Host)
	if out == "" {
		out = p.connect(one.Proto, net.JoinHostPort(ip, strconv.Itoa(one.Port)))
	}
	return answer{one.ID, out, ip, time.Since(started).Milliseconds()}
}

// The address of a name; what to say instead where there is none.
func (p prober) find(host string) (ip, out string) {
	if net.ParseIP(host) != nil {
		return host, ""
	}
	if strings.HasSuffix(host, ".svc.cluster.local") {
		// Else the search list of the pod is gone through first.
		host += "."
	}
	asked := net.Resolver{PreferGo: true}
	if p.resolver != "" {
		asked.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{Timeout: p.timeout}).DialContext(ctx, network, net.JoinHostPort(p.resolver, "53"))
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	found, err := asked.LookupIP(ctx, "ip4", host)
	if err != nil {
		return "", "dns: " + err.Error()
	}
	return found[0].String(), ""
}

func (p prober) connect(proto, at string) string {
	one, err := net.DialTimeout(strings.ToLower(proto), at, p.timeout)
	if err != nil {
		return reason(err)
	}
	defer one.Close()
	if !strings.EqualFold(proto, "udp") {
		return "ok"
	}
	_ = one.SetDeadline(time.Now().Add(p.timeout))
	if _, err := one.Write(question("kubernetes.default.svc.cluster.local")); err != nil {
		return reason(err)
	}
	if _, err := one.Read(make([]byte, 1500)); err != nil {
		return reason(err)
	}
	return "ok"
}

func reason(err error) string {
	var late net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.As(err, &late) && late.Timeout():
		return "timeout"
	}
	return err.Error()
}

// A question of DNS for the address of a name.
func question(name string) []byte {
	text := []byte{0x13, 0x60, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}
	for label := range strings.SplitSeq(name, ".") {
		text = append(append(text, byte(len(label))), label...)
	}
	return append(text, 0, 0, 1, 0, 1)
}
