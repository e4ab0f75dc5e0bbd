/** Notes, as long as the program runs. */
import { Injectable } from '@nestjs/common';

@Injectable()
export class NotesService {
  private readonly notes: string[] = [];

  add(text: string) {
    this.notes.push(text);
    return { id: this.notes.length, text };
  }

  all() {
    return this.notes;
  }
}
