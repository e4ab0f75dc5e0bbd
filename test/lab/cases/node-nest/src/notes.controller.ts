/** Notes over HTTP. */
import { Body, Controller, Get, Post } from '@nestjs/common';
import { NotesService } from './notes.service';

@Controller('notes')
export class NotesController {
  constructor(private readonly notes: NotesService) {}

  @Get()
  all() {
    return this.notes.all();
  }

  @Post()
  add(@Body() body: { text: string }) {
    return this.notes.add(body.text);
  }
}
