// Times etcd's majority: prints nanoseconds a decision of MajorityConfig and of JointConfig, the best of several
// rounds, where YES of all VOTERS have said yes and the others nothing: majority VOTERS YES.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"go.etcd.io/etcd/raft/quorum"
)

const (
	rounds    = 1000
	decisions = 200
)

// Go has no black box: what is decided is stored where others could read it.
var result quorum.VoteResult

func best(won bool, decide func() quorum.VoteResult) float64 {
	least := time.Hour
	for round := 0; round < rounds; round++ {
		start := time.Now()
		for decision := 0; decision < decisions; decision++ {
			result = decide()
		}
		if elapsed := time.Since(start); elapsed < least {
			least = elapsed
		}
		if (result == quorum.VoteWon) != won {
			fail("decided ", result)
		}
	}
	return float64(least.Nanoseconds()) / decisions
}

func fail(why ...interface{}) {
	fmt.Fprintln(os.Stderr, "majority.go:", fmt.Sprint(why...))
	os.Exit(1)
}

func main() {
	var voters, yes uint64
	if _, err := fmt.Sscan(strings.Join(os.Args[1:], " "), &voters, &yes); err != nil {
		fail(err)
	}
	config, votes := quorum.MajorityConfig{}, map[uint64]bool{}
	for id := uint64(1); id <= voters; id++ {
		config[id] = struct{}{}
		if id <= yes {
			votes[id] = true
		}
	}
	joint, won := quorum.JointConfig{config}, 2*yes > voters
	fmt.Println(
		best(won, func() quorum.VoteResult { return config.VoteResult(votes) }),
		best(won, func() quorum.VoteResult { return joint.VoteResult(votes) }))
}
