// The Go peer, as articles on many WebSocket clients in Go write it: gorilla/websocket, a goroutine for each direction,
// channels of 256, a map with an RWMutex, and received messages kept in memory. Told what to do by its first argument (test/bench/load.ts).
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	channelSize  = 256
	pingInterval = 5 * time.Second
)

type Load struct {
	Kind     string `json:"kind"`
	URL      string `json:"url"`
	Sockets  int    `json:"sockets"`
	Messages int64  `json:"messages"`
	Rounds   int    `json:"rounds"`
	Burst    int    `json:"burst"`
	Text     string `json:"text"`
}

type Message struct {
	Type int
	Data []byte
	At   time.Time
}

type Client struct {
	id       int
	conn     *websocket.Conn
	sendCh   chan []byte
	recvCh   chan Message
	mu       sync.Mutex
	messages []Message
}

type Manager struct {
	mu      sync.RWMutex
	clients map[int]*Client
	// Written by the write goroutines.
	written sync.WaitGroup
	dropped int64
	count   int64
	expect  int64
	first   time.Time
	once    sync.Once
	done    chan time.Time
}

func (m *Manager) connect(id int, url string) error {
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		return err
	}
	c := &Client{id: id, conn: conn, sendCh: make(chan []byte, channelSize), recvCh: make(chan Message, channelSize)}
	m.mu.Lock()
	m.clients[id] = c
	m.mu.Unlock()
	go m.readLoop(c)
	go m.keepLoop(c)
	go m.writeLoop(c)
	return nil
}

func (m *Manager) readLoop(c *Client) {
	defer close(c.recvCh)
	for {
		kind, data, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		m.once.Do(func() { m.first = time.Now() })
		c.recvCh <- Message{kind, data, time.Now()}
	}
}

func (m *Manager) keepLoop(c *Client) {
	for message := range c.recvCh {
		c.mu.Lock()
		c.messages = append(c.messages, message)
		c.mu.Unlock()
		if atomic.AddInt64(&m.count, 1) == m.expect {
			m.done <- time.Now()
		}
	}
}

func (m *Manager) writeLoop(c *Client) {
	ticker := time.NewTicker(pingInterval)
	defer ticker.Stop()
	for {
		select {
		case data := <-c.sendCh:
			if err := c.conn.WriteMessage(websocket.TextMessage, data); err != nil {
				fail(err)
			}
			m.written.Done()
		case <-ticker.C:
			if err := c.conn.WriteMessage(websocket.PingMessage, nil); err != nil {
				return
			}
		}
	}
}

func (m *Manager) broadcast(data []byte) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, c := range m.clients {
		m.written.Add(1)
		select {
		case c.sendCh <- data:
		default:
			m.dropped++
			m.written.Done()
		}
	}
}

func (m *Manager) connectAll(load Load) {
	var all sync.WaitGroup
	for id := 0; id < load.Sockets; id++ {
		all.Add(1)
		go func(id int) {
			defer all.Done()
			if err := m.connect(id, load.URL); err != nil {
				fail(err)
			}
		}(id)
	}
	all.Wait()
}

func main() {
	var load Load
	if err := json.Unmarshal([]byte(os.Args[1]), &load); err != nil {
		fail(err)
	}
	m := &Manager{clients: map[int]*Client{}, expect: load.Messages, done: make(chan time.Time, 1)}
	switch load.Kind {
	case "receive":
		before := memory("VmRSS")
		m.connectAll(load)
		last := <-m.done
		report(map[string]float64{"rate": float64(load.Messages) / last.Sub(m.first).Seconds(), "growth": memory("VmHWM") - before})
	case "broadcast":
		m.connectAll(load)
		begun := time.Now()
		for round := 0; round < load.Rounds; round++ {
			for i := 0; i < load.Burst; i++ {
				m.broadcast([]byte(load.Text))
			}
			m.written.Wait()
		}
		rate := float64(load.Sockets*load.Burst*load.Rounds) / time.Since(begun).Seconds()
		report(map[string]float64{"rate": rate, "lost": float64(m.dropped)})
	case "connect":
		before := settled()
		begun := time.Now()
		m.connectAll(load)
		rate := float64(load.Sockets) / time.Since(begun).Seconds()
		report(map[string]float64{"rate": rate, "perSocket": (settled() - before) / float64(load.Sockets)})
	}
	runtime.KeepAlive(m)
}

// settled gives the bytes in use when the garbage is gone.
func settled() float64 {
	time.Sleep(time.Second)
	debug.FreeOSMemory()
	return memory("VmRSS")
}

// memory reads a figure of this process in bytes; 0 where the system does not tell.
func memory(name string) float64 {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var kib float64
		if strings.HasPrefix(lines.Text(), name+":") {
			fmt.Sscanf(strings.TrimPrefix(lines.Text(), name+":"), "%f", &kib)
			return kib * 1024
		}
	}
	return 0
}

func report(figures map[string]float64) {
	if err := json.NewEncoder(os.Stdout).Encode(figures); err != nil {
		fail(err)
	}
	os.Exit(0)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
