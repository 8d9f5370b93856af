-- For a PostgreSQL with Citus: run this once as the owner of the tables, after the service has made them (it may be
-- stopped meanwhile). All rows of a user then lie together on one node, and a user's requests go to that node alone.
-- Statements that concern every user, and so go to all nodes, are listed in sql.ts (EVERY_USER).

CREATE EXTENSION IF NOT EXISTS citus;

SELECT create_reference_table('loci.users');
SELECT create_reference_table('loci.categories');
SELECT create_reference_table('loci.settings');

SELECT create_distributed_table('loci.apps', 'user_id');
SELECT create_distributed_table('loci.counters', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.memories', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.memory_categories', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.memory_vectors', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.state_changes', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.accesses', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.tasks', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.tokens', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.buffers', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.conversations', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.messages', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.activity_sessions', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.recordings', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.screen_texts', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.index_due', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.index_heads', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.index_terms', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.index_blocks', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.index_pages', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.index_sessions', 'user_id', colocate_with => 'loci.apps');
SELECT create_distributed_table('loci.index_places', 'user_id', colocate_with => 'loci.apps');

-- Where pgvector is in use, loci.index_vectors is placed in the same way once a service has made it.
