import { z } from 'zod';
import { TASK_STATES, type Task } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import { detailFailure, plainDetail } from '../fastapi.js';
import { lax } from '../lax.js';
import { route } from '../route.js';
import type { Surface } from '../surface.js';

const TaskReply = z.object({
  task_id: z.string(),
  kind: z.string(),
  status: z.enum(TASK_STATES),
  progress: z.number().describe('0 to 1'),
  message: z.string(),
  result: z.json(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});

const toTaskReply = (task: Task): z.input<typeof TaskReply> => ({
  task_id: task.id,
  kind: task.kind,
  status: task.state,
  progress: task.progress,
  message: task.message,
  result: task.result,
  error: task.error,
  created_at: new Date(task.createdAt).toISOString(),
  updated_at: new Date(task.updatedAt).toISOString(),
});

const TaskParams = z.object({ task_id: z.string() });
const notFound = () => new CoreError('not_found', 'Task not found');

const listTasks = route({
  id: 'listTasks',
  method: 'get',
  path: '/api/v1/tasks',
  summary: 'Long work, newest first',
  query: z.object({ limit: lax.int({ min: 1, max: 100 }).default(20) }),
  reply: z.object({ tasks: z.array(TaskReply) }),
  async handle({ query }, core) {
    return { tasks: (await core.tasks.list({ limit: query.limit })).map(toTaskReply) };
  },
});

const getTask = route({
  id: 'getTask',
  method: 'get',
  path: '/api/v1/tasks/{task_id}',
  summary: 'How far a task is',
  params: TaskParams,
  reply: TaskReply,
  async handle({ params }, core) {
    const task = await core.tasks.get(params.task_id);
    if (!task) throw notFound();
    return toTaskReply(task);
  },
});

const cancelTask = route({
  id: 'cancelTask',
  method: 'delete',
  path: '/api/v1/tasks/{task_id}',
  summary: 'Cancel a task',
  description: 'Answers with the task as it stands; one that had ended already stays as it was.',
  params: TaskParams,
  reply: TaskReply,
  async handle({ params }, core) {
    if (await core.tasks.cancel(params.task_id)) return toTaskReply(await core.tasks.settled(params.task_id));
    const task = await core.tasks.get(params.task_id);
    if (!task) throw notFound();
    return toTaskReply(task);
  },
});

/** Long work, seen and cancelled. */
export const tasks: Surface = {
  name: 'tasks',
  title: 'Tasks',
  version: '1',
  routes: [listTasks, getTask, cancelTask],
  owns: ['/api/v1/tasks'],
  servedAt: ['omnimemory'],
  fail: (failure) =>
    failure.kind === 'invalid' || failure.kind === 'malformed' ? plainDetail(failure) : detailFailure(failure),
};
