# Echoes what it gets; "close CODE REASON" makes it close.
use Mojolicious::Lite -signatures;
use Mojo::Server::Daemon;

websocket '/' => sub ($self) {
  $self->tx->with_compression;
  $self->on(text => sub ($self, $bytes) {
    if ($bytes =~ /^close (\d+) (.*)/) { $self->finish($1, $2) }
    else { $self->send({ text => $bytes }) }
  });
  $self->on(binary => sub ($self, $bytes) { $self->send({ binary => $bytes }) });
};

app->log->level('fatal');
Mojo::Server::Daemon->new(app => app, listen => ["http://127.0.0.1:$ARGV[0]"], silent => 1)->run;
